import { HandoffError } from '../machines/errors.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { isFinal } from '../machines/stateName.ts';
import { MemoryError } from '../memory/errors.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import type { Holding } from './leases.ts';

/** Collects an execution's records and stores them in order, in as few writes as the execution allows. */
export interface Recorder {
  add(record: TransitionRecord): void;
  /** Settles when everything added so far is stored. After a failed write, it fails for good. */
  stored(): Promise<void>;
}

export interface RecorderOptions {
  readonly memory: Pick<SharedMemory, 'append'>;
  /** Makes of each record, in order, what is stored of it. */
  readonly prepare: (record: TransitionRecord) => TransitionRecord;
  /** Claimed and renewed with every write. Absent: written without a claim. */
  readonly holding?: Holding | undefined;
}

export function createRecorder({ memory, prepare, holding }: RecorderOptions): Recorder {
  let pending: TransitionRecord[] = [];
  let written: Promise<void> = Promise.resolve();

  async function write(batch: readonly TransitionRecord[]): Promise<void> {
    const records = batch.map(prepare);
    if (holding === undefined) return memory.append(records);
    const granted = holding.asking();
    const ends = givesLeaseUp(batch.at(-1));
    if (ends) holding.letGo();
    await memory.append(records, holding.claim);
    if (!ends) granted();
  }

  return {
    add: (record) => void pending.push(record),
    stored: () => {
      if (pending.length > 0) {
        const batch = pending;
        pending = [];
        written = written.then(() => write(batch)).catch(asMemoryError);
      }
      return written;
    },
  };
}

/** Whether the memory gives the lease up by itself after this record. */
function givesLeaseUp(last: TransitionRecord | undefined): boolean {
  return last !== undefined && (last.event.type === 'wait' || isFinal(last.to));
}

function asMemoryError(cause: unknown): never {
  if (HandoffError.isInstance(cause)) throw cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `The memory could not store a record: ${reason}. Nothing further was called; resume the execution once it works again.`;
  throw new MemoryError('custom', 'append', message, { cause });
}
