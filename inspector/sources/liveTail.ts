import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { isOver } from './isOver.ts';

/** The records that were seen as they happened: a memory may get them a moment later. */
export interface LiveTail {
  add(record: TransitionRecord): void;
  /** The records from `seq` on; `undefined` where not all of them were seen. */
  from(executionId: string, seq: number): readonly TransitionRecord[] | undefined;
  /** The stored records, and those that follow them. */
  after(executionId: string, stored: readonly TransitionRecord[]): readonly TransitionRecord[];
  /** It was seen running here, and has not ended. */
  isLive(executionId: string): boolean;
  /** Keeps nothing of it any more. */
  forget(executionId: string): void;
  readonly executionIds: Iterable<string>;
}

/** Keeps the records of executions that are over as long as they are at most `maxRecords`: a memory has them by then. */
export function createLiveTail(maxRecords: number): LiveTail {
  const tails = new Map<string, TransitionRecord[]>();
  const over = new Set<string>();
  let keptOfOver = 0;

  function end(executionId: string, count: number): void {
    over.add(executionId);
    keptOfOver += count;
    for (const oldest of over) {
      if (keptOfOver <= maxRecords) return;
      forget(oldest);
    }
  }

  function forget(executionId: string): void {
    if (over.delete(executionId)) keptOfOver -= tails.get(executionId)?.length ?? 0;
    tails.delete(executionId);
  }

  return {
    add: (record) => {
      const { executionId, seq } = record;
      const tail = tails.get(executionId);
      if (tail?.at(-1)?.seq === seq - 1) tail.push(record);
      else {
        forget(executionId);
        tails.set(executionId, [record]);
      }
      if (isOver(record)) end(executionId, tails.get(executionId)?.length ?? 0);
    },
    from: (executionId, seq) => {
      const tail = tails.get(executionId);
      const [first] = tail ?? [];
      return first === undefined || first.seq > seq ? undefined : tail?.slice(seq - first.seq);
    },
    after: (executionId, stored) => {
      const tail = tails.get(executionId);
      const [first] = tail ?? [];
      if (tail === undefined || first === undefined || first.seq > stored.length) return stored;
      return [...stored, ...tail.slice(stored.length - first.seq)];
    },
    isLive: (executionId) => tails.has(executionId) && !over.has(executionId),
    forget,
    get executionIds() {
      return tails.keys();
    },
  };
}
