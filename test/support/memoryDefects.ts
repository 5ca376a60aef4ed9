import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { ConcurrentExecutionError } from '../../src/memory/errors.ts';
import { inMemory, type InMemoryOptions } from '../../src/memory/inMemory.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';

/** A real store with something wrong about it. */
export type Defect = (store: SharedMemory) => Partial<SharedMemory>;

export function broken(defect: Defect, options?: InMemoryOptions): SharedMemory {
  const store = inMemory(options);
  return { ...store, ...defect(store) };
}

/** Every ninth write is confirmed, and not made. */
export const losesWrites: Defect = (store) => {
  let writes = 0;
  return {
    append: async (records, claim) => {
      writes += 1;
      if (writes % 9 !== 0) await store.append(records, claim);
    },
  };
};

/** Whoever writes last wins: there is no optimistic concurrency. */
export const overwrites: Defect = (store) => ({
  append: async (records, claim) => {
    try {
      await store.append(records, claim);
    } catch (error) {
      if (!ConcurrentExecutionError.isInstance(error)) throw error;
      const kept = (await store.read(error.executionId)).slice(0, error.seq);
      await store.delete(error.executionId);
      await store.append([...kept, ...records]);
    }
  },
});

/** Of those who write the same record the second one is confirmed, too. */
export const confirmsWhatItRefuses: Defect = (store) => ({
  append: async (records, claim) => {
    try {
      await store.append(records, claim);
    } catch (error) {
      if (!ConcurrentExecutionError.isInstance(error)) throw error;
    }
  },
});

export const readsBackwards: Defect = (store) => ({
  read: async (executionId) => (await store.read(executionId)).toReversed(),
});

/** A replica that is one record behind. */
export const readsOldRecords: Defect = (store) => ({
  read: async (executionId) => (await store.read(executionId)).slice(0, -1),
});

/** Something retries a write that arrived, under the next number. */
export const storesTwice: Defect = (store) => {
  let writes = 0;
  return {
    append: async (records, claim) => {
      await store.append(records, claim);
      writes += 1;
      const last = records.at(-1);
      if (writes % 9 === 0 && last !== undefined) await store.append([{ ...last, seq: last.seq + 1 }]);
    },
  };
};

/** A batch is no transaction: only its first record arrives. */
export const tearsBatches: Defect = (store) => ({
  append: (records, claim) => store.append(records.slice(0, 1), claim),
});

/** Times are cut to seconds, as a column with too little precision does. */
export const cutsTimes: Defect = (store) => ({
  append: (records, claim) =>
    store.append(
      records.map((record) => ({ ...record, timestamp: record.timestamp.replace(/\.\d+Z$/, '.000Z') })),
      claim,
    ),
});

/** The index of executions is not kept: whatever has been in it stays as it began. */
export const listsOldStatus: Defect = (store) => {
  const first = new Map<string, readonly TransitionRecord[]>();
  const index = inMemory();
  return {
    append: async (records, claim) => {
      await store.append(records, claim);
      const { executionId = '' } = records[0] ?? {};
      if (first.has(executionId)) return;
      first.set(executionId, records);
      await index.append(records);
    },
    list: (query) => index.list(query),
  };
};

/** What it confirmed last is still in a buffer when the power goes. */
export function losesLastWriteInCrash(options?: InMemoryOptions): {
  readonly memory: SharedMemory;
  readonly powerCut: () => Promise<void>;
} {
  const store = inMemory(options);
  let buffered: readonly TransitionRecord[] = [];
  return {
    memory: {
      ...store,
      append: async (records, claim) => {
        await store.append(records, claim);
        buffered = records;
      },
    },
    powerCut: async () => {
      const { executionId = '', seq = 0 } = buffered[0] ?? {};
      const kept = (await store.read(executionId)).slice(0, seq);
      await store.delete(executionId);
      await store.append(kept);
      buffered = [];
    },
  };
}
