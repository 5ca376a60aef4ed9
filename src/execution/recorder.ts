import { HandoffError } from '../machines/errors.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { ConcurrentExecutionError, MemoryError } from '../memory/errors.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';

/** Collects an execution's records and stores them in order, in as few writes as the execution allows. */
export interface Recorder {
  add(record: TransitionRecord): void;
  /** Settles when everything added so far is stored. After a failed write, it fails for good. */
  stored(): Promise<void>;
  /** @throws ConcurrentExecutionError where the memory holds more of the execution than `length` records: another process went on with it. */
  assertLatest(executionId: string, length: number): Promise<void>;
}

/** `prepare` makes of each record, in order, what is stored of it. */
export function createRecorder(
  memory: SharedMemory,
  prepare: (record: TransitionRecord) => TransitionRecord,
): Recorder {
  let pending: TransitionRecord[] = [];
  let written: Promise<void> = Promise.resolve();
  return {
    add: (record) => void pending.push(record),
    stored: () => {
      if (pending.length > 0) {
        const batch = pending;
        pending = [];
        written = written.then(() => memory.append(batch.map(prepare))).catch(asMemoryError);
      }
      return written;
    },
    assertLatest: async (executionId, length) => {
      const records = await memory.read(executionId);
      if (records.length > length) throw new ConcurrentExecutionError(executionId, length, records.length);
    },
  };
}

function asMemoryError(cause: unknown): never {
  if (HandoffError.isInstance(cause)) throw cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `The memory could not store a record: ${reason}. Nothing further was called; resume the execution once it works again.`;
  throw new MemoryError('custom', 'append', message, { cause });
}
