import type { LiveValidationReport, TierCheck, ValidateOptions, ValidationReport } from './handoffPattern.ts';
import { reportOf } from '../machines/occurrence.ts';
import type { CallReport } from '../machines/types.ts';
import { checkedOptions, optionsOf } from '../options/checkedOptions.ts';
import { abortSignal, flag, milliseconds } from '../options/rules.ts';
import type { HandoffAgent } from '../services/agent.ts';
import { asHandoffError } from '../services/call.ts';
import { startCallTimeout } from '../services/callTimeout.ts';
import type { Clock } from '../time/clock.ts';

/** Options of `validate`, with `live` or without. */
interface ParsedOptions extends Omit<ValidateOptions, 'live'> {
  readonly live?: boolean | undefined;
}

const validateOptions = optionsOf<ParsedOptions>({ live: flag, timeoutMs: milliseconds, abortSignal });

/** @throws ConfigurationError */
export function parseValidateOptions(options: unknown = {}): ParsedOptions {
  return checkedOptions('validate', validateOptions, options);
}

interface CheckOptions extends Omit<ParsedOptions, 'live'> {
  readonly clock: Clock;
}

/** Has every agent make a small real call, all at once, and adds what came of it to the report. */
export async function checkTiers(
  agents: ReadonlyMap<number, HandoffAgent>,
  report: ValidationReport,
  { clock, timeoutMs = 30_000, abortSignal: signal = new AbortController().signal }: CheckOptions,
): Promise<LiveValidationReport> {
  const settings = { clock, callTimeoutMs: timeoutMs };
  const checks = [...agents].map(([level, agent]) => checkTier(level, agent, signal, settings));
  const tiers = await Promise.all(checks);
  signal.throwIfAborted();
  const problems = [...report.problems, ...tiers.flatMap(({ problem }) => problem ?? [])];
  const costs = tiers.map(({ costUsd }) => costUsd);
  const costUsd = costs.reduce<number | null>((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0);
  return { valid: problems.length === 0, problems, tiers, costUsd };
}

async function checkTier(
  tierLevel: number,
  agent: HandoffAgent,
  signal: AbortSignal,
  settings: { readonly clock: Clock; readonly callTimeoutMs: number },
): Promise<TierCheck> {
  const { agentId } = agent;
  if (agent.check === undefined) {
    return {
      tierLevel,
      agentId,
      outcome: 'unchecked',
      problem: null,
      notes: [],
      usage: null,
      costUsd: 0,
      durationMs: 0,
    };
  }
  const { clock } = settings;
  const startedAt = clock.now();
  const told = ({ usage, costUsd, coercions = [] }: CallReport) => ({
    tierLevel,
    agentId,
    notes: coercions,
    usage: usage ?? null,
    costUsd: costUsd ?? null,
    durationMs: Math.max(0, clock.now() - startedAt),
  });
  const timeout = startCallTimeout(agentId, signal, settings);
  try {
    const report = await timeout.race(async () => agent.check?.({ abortSignal: timeout.abortSignal }));
    return { ...told(reportOf(report)), outcome: 'works', problem: null };
  } catch (error) {
    const failure = asHandoffError(agentId, error);
    const used = 'report' in failure ? reportOf(failure.report) : {};
    return { ...told(used), outcome: 'fails', problem: `Tier ${tierLevel}: ${failure.message}` };
  }
}
