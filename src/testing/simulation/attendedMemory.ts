import type { SharedMemory } from '../../memory/sharedMemory.ts';

/** A memory of which it is known whether it is at work: the time of a world stands still as long. */
export interface AttendedMemory {
  readonly memory: SharedMemory;
  /** Settles when it is asked for something next, or at once where it is at work. */
  asked(): Promise<void>;
  /** Settles when everything that it was asked for has come to an end. */
  idle(): Promise<void>;
}

export function attended(store: SharedMemory): AttendedMemory {
  const working = new Set<Promise<unknown>>();
  let next = Promise.withResolvers<void>();

  async function attend<T>(work: Promise<T>): Promise<T> {
    const settled = work.catch(() => undefined);
    working.add(settled);
    next.resolve();
    try {
      return await work;
    } finally {
      working.delete(settled);
    }
  }

  return {
    memory: {
      ...(store.seals !== undefined && { seals: store.seals }),
      append: (records, claim) => attend(store.append(records, claim)),
      rewrite: (records) => attend(store.rewrite(records)),
      read: (executionId) => attend(store.read(executionId)),
      find: (executionId) => attend(store.find(executionId)),
      list: (query) => attend(store.list(query)),
      delete: (executionId) => attend(store.delete(executionId)),
      deleteMany: (executionIds) => attend(store.deleteMany(executionIds)),
      repair: (executionId) => attend(store.repair(executionId)),
      acquire: (executionId, claim) => attend(store.acquire(executionId, claim)),
      renew: (executionId, claim) => attend(store.renew(executionId, claim)),
      release: (executionId, token) => attend(store.release(executionId, token)),
      now: () => attend(store.now()),
      close: () => attend(store.close()),
    },
    asked: () => {
      if (working.size === 0) next = Promise.withResolvers<void>();
      return next.promise;
    },
    idle: async () => {
      while (working.size > 0) await Promise.all(working);
    },
  };
}
