import { isObject } from '../machines/checks.ts';
import { ConfigurationError } from '../machines/errors.ts';
import { standingAfter, standingAtStart, standingOf, type Standing } from '../machines/fold.ts';
import type { MachineEvent } from '../machines/occurrence.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import type { EvaluationOutput, ExecutionOutput, Failure, Limits } from '../machines/types.ts';
import { serviceDone, serviceFailed, serviceOf } from '../machines/serviceId.ts';
import { free } from '../services/free.ts';
import { normalizeEvaluation, normalizeExecution } from '../services/normalize.ts';

/** The changes that a fork makes to the outcome of a call: fields of its answer, or an error in its place. */
export type ForkEvent =
  | { readonly output: Partial<EvaluationOutput> | Partial<ExecutionOutput> }
  | { readonly error: Failure };

/** The beginning of a fork: the record before `at`, under a new id and with limits of its own. */
export function forkStanding(
  records: readonly TransitionRecord[],
  at: number,
  executionId: string,
  ownLimits: Limits = {},
): Standing {
  const [first] = records;
  if (first?.event.type !== 'xstate.init') return standingOf(records);
  const forkedFrom = { executionId: first.executionId, seq: at };
  const { deadline: _, ...limits } = first.event.input.limits ?? {};
  let standing = standingAtStart(first.event.config, {
    ...first.event.input,
    executionId,
    forkedFrom,
    limits: { ...limits, ...ownLimits },
  });
  for (const { event: recorded } of records.slice(1, at)) {
    if (recorded.type !== 'escalate' && recorded.type !== 'xstate.init') standing = standingAfter(standing, recorded);
  }
  return standing;
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
