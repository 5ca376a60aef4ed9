import { AgentCallError, AgentDeclinedError, AgentOutputError, type AgentCallReason } from '../../services/errors.ts';
import type { SimulatedCall } from './ledger.ts';
import type { Random } from './random.ts';
import type { Scene } from './scene.ts';

/** What an agent makes of one call. */
export type Behaviour = {
  /** Milliseconds until it answers or fails; `undefined`: never. */
  readonly afterMs: number | undefined;
  readonly heedsAbort: boolean;
} & ({ readonly output: unknown } | { readonly error: unknown });

export interface Situation {
  readonly kind: SimulatedCall['kind'];
  readonly agentId: string;
  /** Of the call, which its answer names. */
  readonly number: number;
  /** The levels of the ladder. */
  readonly levels: readonly number[];
}

export function drawBehaviour({ random, faults }: Pick<Scene, 'random' | 'faults'>, situation: Situation): Behaviour {
  const heedsAbort = random.chance(0.5);
  const never = { afterMs: undefined, heedsAbort, output: undefined };
  if (faults.strikes('hanging-agents', 0.02)) return never;
  const afterMs = faults.strikes('slow-agents', 0.05) ? random.integer(5_000, 600_000) : random.integer(1, 2_000);
  if (faults.strikes('failing-agents', 0.08)) return { afterMs, heedsAbort, error: failure(random, situation) };
  if (faults.strikes('malformed-answers', 0.04)) return { afterMs, heedsAbort, output: malformed(random, situation) };
  const unreported = faults.strikes('unreported-usage', 0.05);
  const honest = { ...answer(random, situation), ...(unreported ? unreportedSpend(random) : spend(random)) };
  const output = faults.strikes('lying-agents', 0.08) ? { ...honest, ...lie(random, situation) } : honest;
  return { afterMs, heedsAbort, output };
}

function answer(random: Random, { kind, agentId, number, levels }: Situation): object {
  if (kind === 'execute') {
    return { result: `${agentId} answers call ${number}`, confidence: random.share(), executionMetadata: { number } };
  }
  const canHandle = random.chance(0.5);
  return {
    canHandle,
    complexityScore: random.share(),
    reasoning: `${agentId} judges call ${number}`,
    requiresTier: levels[random.integer(0, levels.length - 1)],
  };
}

function spend(random: Random): object {
  const usage = { inputTokens: random.integer(1, 400), outputTokens: random.integer(1, 200) };
  return { usage, costUsd: (usage.inputTokens + 4 * usage.outputTokens) / 100_000 };
}

/** Nothing is said of what was used, or something that is none. */
function unreportedSpend(random: Random): object {
  return random.pick<object>([
    {},
    { usage: null, costUsd: null },
    { usage: { inputTokens: -1, outputTokens: 'many' }, costUsd: -3 },
    { usage: { inputTokens: Number.NaN, outputTokens: 1 }, costUsd: Number.POSITIVE_INFINITY },
  ]);
}

/** Contradictions and numbers out of range that can be read all the same, and claims that are not the agent's to make. */
function lie(random: Random, { kind, levels }: Situation): object {
  const claims = { timestamp: '1999-12-31T23:59:59.999Z', durationMs: 86_400_000, executionId: 'another' };
  if (kind === 'execute')
    return random.pick<object>([{ confidence: 7 }, { confidence: -0.5 }, { confidence: '95%' }, claims]);
  const highest = levels.at(-1) ?? 1;
  return random.pick<object>([
    { canHandle: true, complexityScore: 1, requiresTier: highest + 1 },
    { canHandle: false, complexityScore: 0, requiresTier: levels[0] },
    { canHandle: 'yes', complexityScore: '12' },
    { requiresTier: -4 },
    { requiresTier: '99' },
    claims,
  ]);
}

function malformed(random: Random, { kind }: Situation): unknown {
  const usage = { inputTokens: 10, outputTokens: 10 };
  const unreadable = kind === 'execute' ? { result: '', confidence: 'high' } : { canHandle: 'perhaps', reasoning: 4 };
  return random.pick<unknown>([undefined, null, 'Sure!', 42, [], {}, { ...unreadable, usage, costUsd: 0.001 }]);
}

const reasons: readonly [AgentCallReason, ...AgentCallReason[]] = [
  'network',
  'http',
  'timeout',
  'deadline',
  'refused',
  'truncated',
  'aborted',
  'threw',
];

function failure(random: Random, { agentId, number }: Situation): unknown {
  const message = `${agentId} fails in call ${number}`;
  const spent = random.chance(0.5) ? { report: spend(random) } : {};
  return random.pick<unknown>([
    new AgentCallError(agentId, random.pick(reasons), message, { ...spent, status: random.pick([400, 429, 503]) }),
    new AgentCallError(agentId, random.pick(['network', 'timeout']), message, spent),
    new AgentOutputError(agentId, ['nothing can be read'], spent),
    new AgentDeclinedError(agentId, message, spent),
    new Error(message),
    message,
  ]);
}
