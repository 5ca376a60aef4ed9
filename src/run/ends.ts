import { ConcurrentExecutionError, ExecutionHeldError } from '../memory/errors.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import { standingOf, type Standing } from '../machines/fold.ts';
import { deepFreeze } from '../machines/plainData.ts';
import { UnknownExecutionError, unknownExecution } from './errors.ts';
import { waitingResult } from './result.ts';
import { resultOf } from './resultOf.ts';
import type { RunEnd } from './runOptions.ts';
import { dueOf } from './wait.ts';

/** The end of an execution that does not go on by itself; `undefined` where it does. */
export function endOf({ config: { policy }, snapshot }: Standing): RunEnd | undefined {
  const { context, output, status } = snapshot;
  const { waiting, executionId } = context;
  if (status === 'active') {
    if (waiting === null) return undefined;
    return { type: 'waiting', result: deepFreeze(waitingResult(snapshot, waiting)), due: dueOf(snapshot) };
  }
  try {
    // It is not known any more what its last failed call threw.
    return { type: 'over', result: deepFreeze(resultOf(executionId, output, { policy, lastError: undefined })) };
  } catch (error) {
    return { type: 'failed', error };
  }
}

/**
 * The end of an execution that another process went on with; `refusal` is the error that told so, if one did. Never
 * rejects: where the memory cannot be read, that is what it came to.
 */
export async function endElsewhere(
  memory: Pick<SharedMemory, 'read' | 'find'>,
  executionId: string,
  refusal: unknown,
): Promise<RunEnd> {
  try {
    const records = await memory.read(executionId);
    if (records.length === 0) unknownExecution(executionId);
    const end = endOf(standingOf(records));
    if (end !== undefined) return end;
    const { lease = null } = (await memory.find(executionId)) ?? {};
    if (lease !== null) throw new ExecutionHeldError(executionId, lease.owner, lease.expiresAt, { cause: refusal });
    const { length } = records;
    return { type: 'failed', error: refusal ?? new ConcurrentExecutionError(executionId, length - 1, length) };
  } catch (error) {
    const tells = ExecutionHeldError.isInstance(error) || UnknownExecutionError.isInstance(error);
    return { type: 'failed', error: tells ? error : (refusal ?? error) };
  }
}
