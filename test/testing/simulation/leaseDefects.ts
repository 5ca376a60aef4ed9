import { assemblePattern, type PatternParts } from '../../../src/pattern/assemblePattern.ts';
import type { HandoffPattern } from '../../../src/pattern/handoffPattern.ts';
import { ExecutionHeldError } from '../../../src/memory/errors.ts';
import { inMemory, type InMemoryOptions } from '../../../src/memory/inMemory.ts';
import { leaseOf, type LeaseClaim } from '../../../src/memory/lease.ts';
import type { SharedMemory } from '../../../src/memory/sharedMemory.ts';
import type { Defect } from '../../support/memoryDefects.ts';

/** A lease as if it had been granted. */
const granted = (executionId: string, claim: LeaseClaim) => leaseOf(executionId, { ...claim, expiresAt: 0 });

// Stores.

/** Whoever asks is given the lease, whoever has it. */
export const grantsToEverybody: Defect = (store) => {
  const holders = new Map<string, string>();
  return {
    append: async (records, claim) => {
      const { executionId = '' } = records[0] ?? {};
      const holder = holders.get(executionId);
      if (claim !== undefined && holder !== undefined && holder !== claim.token) {
        await store.release(executionId, holder);
      }
      await store.append(records, claim);
      if (claim !== undefined) holders.set(executionId, claim.token);
    },
  };
};

/** A renewal does not look at the token. */
export const renewsForStrangers: Defect = (store) => ({
  renew: async (executionId, claim) => (await store.renew(executionId, claim)) ?? granted(executionId, claim),
});

/** A lease is nothing that an append asks for or takes. */
export const appendsWithoutLease: Defect = (store) => ({
  append: (records) => store.append(records),
});

/** Leases expire by the clock of the process that asks, which its claim brings along. */
export function expiresByAskersClock({ now = Date.now }: InMemoryOptions = {}): SharedMemory {
  let offset = 0;
  const store = inMemory({ now: () => now() + offset });
  const asked =
    <T>(work: () => Promise<T>) =>
    ({ owner }: LeaseClaim) => {
      offset = owner.startsWith('process-1') ? 3_600_000 : 0;
      const done = work();
      offset = 0;
      return done;
    };
  return {
    ...store,
    append: (records, claim) =>
      claim === undefined ? store.append(records) : asked(() => store.append(records, claim))(claim),
    renew: (executionId, claim) => asked(() => store.renew(executionId, claim))(claim),
  };
}

/** What waits for a person is held by the process that asked, until that lease expires. */
export const keepsLeasesOfWaits: Defect = (store) => ({
  append: async (records, claim) => {
    await store.append(records, claim);
    const last = records.at(-1);
    if (claim !== undefined && last?.event.type === 'wait') await store.acquire(last.executionId, claim);
  },
});

/** Giving a lease up does nothing. */
export const neverReleases: Defect = () => ({ release: () => Promise.resolve() });

/** What is held is listed as if it were free. */
export const listsWhatIsHeld: Defect = (store) => ({
  list: ({ held: _, ...query } = {}) => store.list(query),
});

// Patterns.

type Assemble = (parts: PatternParts) => HandoffPattern;

const withMemory =
  (change: (memory: SharedMemory) => Partial<SharedMemory>): Assemble =>
  (parts) =>
    assemblePattern({ ...parts, sharedMemory: { ...parts.sharedMemory, ...change(parts.sharedMemory) } });

/** A lease is taken once and for all. */
export const neverRenews = withMemory(() => ({
  renew: async (executionId, claim) => granted(executionId, claim),
}));

/** Records are written as anybody may write them, and calls begin all the same. */
export const callsBeforeItHolds = withMemory((memory) => ({
  append: (records) => memory.append(records),
}));

/** Where the lease is somebody else's, it writes without one. */
export const writesAfterLosing = withMemory((memory) => ({
  append: (records, claim) =>
    memory.append(records, claim).catch((error: unknown) => {
      if (!ExecutionHeldError.isInstance(error)) throw error;
      return memory.append(records);
    }),
}));

/** What the store says of its lease is not heard. */
export const callsOnAfterLosing = withMemory((memory) => ({
  renew: async (executionId, claim) => (await memory.renew(executionId, claim)) ?? granted(executionId, claim),
}));

/** Leases are kept when a process is suspended. */
export const keepsLeasesWhenSuspended = withMemory(() => ({ release: () => Promise.resolve() }));

const suspending =
  (suspend: (pattern: HandoffPattern) => HandoffPattern['suspend']): Assemble =>
  (parts) => {
    const pattern = assemblePattern(parts);
    return { ...pattern, suspend: suspend(pattern) };
  };

/** It says that it is suspended, and goes on. */
export const goesOnWhenSuspended = suspending(() => async () => ({ finished: [], aborted: [], waiting: [] }));

/** The first that it is asked to do once it is suspended is done. */
export const beginsWhenSuspended: Assemble = (parts) => {
  const first = assemblePattern(parts);
  const second = assemblePattern(parts);
  let current = first;
  return {
    ...first,
    suspend: (options) => {
      current = second;
      return first.suspend(options);
    },
    executeWithHandoff: (task, options) => current.executeWithHandoff(task, options),
    resume: (executionId, options) => current.resume(executionId, options),
  };
};

/** What calls come to that end while it is being suspended is thrown away. */
export const losesWhatEndsWhenSuspended: Assemble = (parts) => {
  let isSuspended = false;
  const { sharedMemory } = parts;
  const append: SharedMemory['append'] = (records, claim) =>
    isSuspended ? Promise.resolve() : sharedMemory.append(records, claim);
  const pattern = assemblePattern({ ...parts, sharedMemory: { ...sharedMemory, append } });
  return {
    ...pattern,
    suspend: (options) => {
      isSuspended = true;
      return pattern.suspend(options);
    },
  };
};

/** It resumes everything that is not over, and says of what others hold that it failed. */
export const resumesWhatIsHeld: Assemble = (parts) => {
  const pattern = assemblePattern(parts);
  return {
    ...pattern,
    resumeAll: async () => {
      const { executions } = await parts.sharedMemory.list({ status: ['running'] });
      return Promise.all(
        executions.map(async ({ executionId }) => {
          try {
            return { executionId, result: await pattern.resume(executionId, { returnOnWait: true }) };
          } catch (error) {
            return { executionId, error };
          }
        }),
      );
    },
  };
};
