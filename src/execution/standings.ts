import { isObject } from '../machines/checks.ts';
import { ConfigurationError } from '../machines/errors.ts';
import { configOf, standingAfter, standingAtStart, standingOf, type Standing } from '../machines/fold.ts';
import type { MachineEvent } from '../machines/occurrence.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import type { EvaluationOutput, ExecutionOutput, Failure, Limits } from '../machines/types.ts';
import { serviceDone, serviceFailed, serviceId, serviceOf } from '../machines/serviceId.ts';
import { free } from '../services/free.ts';
import { normalizeEvaluation, normalizeExecution } from '../services/normalize.ts';
import type { Ladder } from './executions.ts';

/** What a fork changes about the outcome of a call: fields of its answer, or an error in its place. */
export type ForkEvent =
  | { readonly output: Partial<EvaluationOutput> | Partial<ExecutionOutput> }
  | { readonly error: Failure };

/** The recorded tiers and policy with today's agents. */
export function ladderFor(records: readonly TransitionRecord[], current: Ladder, acceptConfigChange: boolean): Ladder {
  const config = configOf(records) ?? current.config;
  if (JSON.stringify(config) === JSON.stringify(current.config)) return current;
  const executionId = records[0]?.executionId ?? '';
  if (!acceptConfigChange) {
    const message =
      `Execution ${executionId} was recorded under other tiers or another policy than this pattern has. Go on with the ` +
      'pattern it was made with, or pass acceptConfigChange (--accept-config-change) to go on under the recorded ones with the agents of today.';
    throw new ConfigurationError('acceptConfigChange', message);
  }
  const missing = config.tiers.find(({ level }) => !current.agents.has(level));
  if (missing !== undefined) {
    const message = `Execution ${executionId} was recorded with tier ${missing.level} (${missing.agentId}), and this pattern has no such tier. Add it.`;
    throw new ConfigurationError('tiers', message);
  }
  const other = config.tiers.find(({ level, agentId }) => current.agents.get(level)?.agentId !== agentId);
  if (other !== undefined) {
    const { level, agentId } = other;
    const message =
      `Execution ${executionId} was recorded with '${agentId}' at tier ${level}, where this pattern has ` +
      `'${current.agents.get(level)?.agentId}': the record would name the wrong one. Give the agent its recorded id.`;
    throw new ConfigurationError(`tiers.${level}.agentId`, message);
  }
  return { config, agents: current.agents };
}

/** A fork: the record up to `at` under a new id, with another event in place of the one at `at`, and limits of its own. */
export function forkStanding(
  records: readonly TransitionRecord[],
  at: number,
  event: MachineEvent,
  executionId: string,
  ownLimits: Limits = {},
): Standing {
  const [first] = records;
  const config = configOf(records);
  if (first?.event.type !== 'xstate.init' || config === undefined) return standingOf(records);
  const forkedFrom = { executionId: first.executionId, seq: at };
  const { deadline: _, ...limits } = first.event.input.limits ?? {};
  let standing = standingAtStart(config, {
    ...first.event.input,
    executionId,
    forkedFrom,
    limits: { ...limits, ...ownLimits },
  });
  for (const { event: recorded } of records.slice(1, at)) {
    if (recorded.type !== 'escalate' && recorded.type !== 'xstate.init') standing = standingAfter(standing, recorded);
  }
  return standingAfter(standing, event);
}

/**
 * The event at `at` with what a fork changes about it.
 *
 * @throws ConfigurationError where no call ended at `at`, or where the change makes no outcome of it.
 */
export function changedEvent(records: readonly TransitionRecord[], at: number, change: ForkEvent): MachineEvent {
  const { event, tierLevel } = records[at] ?? {};
  if (event === undefined || tierLevel === undefined || !('actorId' in event)) {
    const seqs = records.filter((record) => 'actorId' in record.event).map(({ seq }) => seq);
    const message = `fork: no call ended at record ${at} of this execution. Choose one of: ${seqs.join(', ')}.`;
    throw new ConfigurationError('at', message);
  }
  const { actorId } = event;
  if ('error' in change) {
    const error = { ...change.error, ...free, byHand: 'error' as const };
    return serviceFailed(actorId, error);
  }
  const { recorded: _, ...before }: Readonly<Record<string, unknown>> =
    'output' in event && isObject(event.output) ? event.output : free;
  const evaluates = serviceOf(event)?.kind === 'evaluate';
  const unknown = Object.keys(change.output).find((key) => !(evaluates ? evaluationKeys : executionKeys).includes(key));
  if (unknown !== undefined) {
    const known = (evaluates ? evaluationKeys : executionKeys).join(', ');
    throw invalidChange(`'${unknown}' is not a field of the outcome at record ${at}: there are ${known}`);
  }
  const output = { ...before, ...change.output };
  const normalized = evaluates ? normalizeEvaluation(output, tierLevel) : normalizeExecution(output);
  if (!normalized.valid) throw invalidChange(normalized.issues.join('; '));
  return serviceDone(actorId, { ...output, ...normalized.value, byHand: 'output' as const });
}

const reportKeys = ['usage', 'costUsd', 'durationMs', 'timestamp', 'coercions'];
const evaluationKeys = ['canHandle', 'complexityScore', 'reasoning', 'requiresTier', ...reportKeys];
const executionKeys = ['result', 'confidence', 'executionMetadata', ...reportKeys];

function invalidChange(problem: string): ConfigurationError {
  return new ConfigurationError('event', `fork: ${problem}. Nothing was forked.`);
}

/** When an execution that waits goes on by itself, in milliseconds since the epoch; infinite: never. */
export function dueOf({ snapshot: { context } }: Standing): number {
  const ends = [context.waiting?.deadline, context.limits.deadline].flatMap((end) => end ?? []);
  return Math.min(...ends.map((end) => Date.parse(end)));
}

/** The answer of a person as the event that ends the call in flight. */
export function answerEvent({ snapshot: { context } }: Standing, output: ExecutionOutput): MachineEvent {
  return serviceDone(serviceId(context.tierLevel, 'execute'), output);
}
