import type { TransitionRecord } from '../machines/types.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';

/** Collects an execution's records and stores them in order, in as few writes as the execution allows. */
export interface Recorder {
  add(record: TransitionRecord): void;
  /** Settles when everything added so far is stored. After a failed write, it fails for good. */
  stored(): Promise<void>;
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
        written = written.then(() => memory.append(batch.map(prepare)));
      }
      return written;
    },
  };
}
