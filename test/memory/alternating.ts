import type { SharedMemory } from '../../src/memory/sharedMemory.ts';

/** One store through two connections: every call goes through the other one than the call before. */
export function alternating(left: SharedMemory, right: SharedMemory): SharedMemory {
  let calls = 0;
  const next = () => {
    calls += 1;
    return calls % 2 === 0 ? left : right;
  };
  return {
    append: (records, claim) => next().append(records, claim),
    rewrite: (records) => next().rewrite(records),
    read: (executionId) => next().read(executionId),
    find: (executionId) => next().find(executionId),
    list: (query) => next().list(query),
    delete: (executionId) => next().delete(executionId),
    deleteMany: (executionIds) => next().deleteMany(executionIds),
    repair: (executionId) => next().repair(executionId),
    acquire: (executionId, claim) => next().acquire(executionId, claim),
    renew: (executionId, claim) => next().renew(executionId, claim),
    release: (executionId, token) => next().release(executionId, token),
    now: () => next().now(),
    close: async () => {
      await left.close();
      await right.close();
    },
  };
}

/** Cases in which calls overlap: only one connection keeps those in order. */
const overlapping: ReadonlySet<string> = new Set([
  'takes appends of one execution in the order they were made, without waiting between them',
  'takes a free execution by an append, and appends made without waiting by the same claim',
  'rewrites after what was appended without waiting, and before what is appended next',
  'lets a rewrite and an append race without losing either',
  'deletes many after what was appended without waiting',
]);

export function keepsOrder({ name }: { readonly name: string }): boolean {
  return !overlapping.has(name);
}
