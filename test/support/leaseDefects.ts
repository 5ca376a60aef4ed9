import { ExecutionHeldError } from '../../src/memory/errors.ts';
import type { Lease, LeaseClaim } from '../../src/memory/lease.ts';
import type { ExecutionSummary, SharedMemory } from '../../src/memory/sharedMemory.ts';
import type { Defect } from './memoryDefects.ts';

// Stores with something wrong about their leases.

/** It is asked who holds the execution, and a moment later it is taken. */
export const checksBeforeItTakes: Defect = (store) => {
  const holders = new Map<string, string>();
  return {
    acquire: async (executionId, claim) => {
      const held = (await store.find(executionId))?.lease ?? null;
      await new Promise((resolve) => void setImmediate(resolve));
      if (held === null) await store.release(executionId, holders.get(executionId) ?? '');
      const lease = await store.acquire(executionId, claim);
      if (lease !== null) holders.set(executionId, claim.token);
      return lease;
    },
  };
};

/** Everybody is told yes. */
export const grantsWhatIsHeld: Defect = (store) => ({
  acquire: async (executionId, claim) => (await store.acquire(executionId, claim)) ?? leaseFor(executionId, claim),
});

/** The names of two claims are compared, and not their tokens. */
export const holdsByName: Defect = (store) => {
  const named = (claim: LeaseClaim) => ({ ...claim, token: claim.owner });
  const signed = (lease: Lease | null, { token }: LeaseClaim) => lease && { ...lease, token };
  return {
    append: (records, claim) => store.append(records, claim && named(claim)),
    acquire: async (executionId, claim) => signed(await store.acquire(executionId, named(claim)), claim),
    renew: async (executionId, claim) => signed(await store.renew(executionId, named(claim)), claim),
  };
};

/** Whoever asks for it gives up the lease of another. */
export const releasesForAnybody: Defect = (store) => {
  const tokens = new Map<string, string>();
  return {
    acquire: (executionId, claim) => {
      tokens.set(executionId, claim.token);
      return store.acquire(executionId, claim);
    },
    release: (executionId) => store.release(executionId, tokens.get(executionId) ?? ''),
  };
};

/** A lease that another process has taken is confirmed to its old holder. */
export const renewsWhatWasTaken: Defect = (store) => ({
  renew: async (executionId, claim) => {
    const summary = await store.find(executionId);
    const renewed = await store.renew(executionId, claim);
    return renewed ?? (summary?.lease ? leaseFor(executionId, claim) : null);
  },
});

/** Renewing lets the lease last as long as it did, and not as long as is asked. */
export const renewsNothing: Defect = (store) => ({
  renew: async (executionId, claim) => {
    const before = (await store.find(executionId))?.lease;
    const renewed = await store.renew(executionId, { ...claim, ttlMs: 1_000 });
    return renewed && { ...renewed, ...(before && { expiresAt: before.expiresAt }) };
  },
});

/** A lease that has expired cannot be renewed any more. */
export const losesWhatExpired: Defect = (store) => ({
  renew: async (executionId, claim) =>
    (await store.find(executionId))?.lease ? store.renew(executionId, claim) : null,
});

/** Leases are granted by the clock of another machine. */
export const grantsByAnotherClock: Defect = (store) => ({ now: async () => (await store.now()) + 3_600_000 });

/** Nobody is ever taken to be gone. */
export const neverExpires: Defect = (store) => ({
  acquire: async (executionId, claim) => {
    const lease = await store.acquire(executionId, { ...claim, ttlMs: 3_600_000 });
    return lease && { ...lease, expiresAt: new Date((await store.now()) + claim.ttlMs).toISOString() };
  },
});

/** A process that lost its lease goes on writing. */
export const doesNotFence: Defect = (store) => ({
  append: async (records, claim) => {
    try {
      await store.append(records, claim);
    } catch (error) {
      if (!ExecutionHeldError.isInstance(error)) throw error;
      await store.append(records);
    }
  },
});

/** The lease is looked at after the records were written. */
export const fencesTooLate: Defect = (store) => ({
  append: async (records, claim) => {
    const executionId = records[0]?.executionId ?? '';
    const held = claim === undefined ? undefined : await holderOf(store, executionId);
    await store.append(records);
    if (claim !== undefined) await store.append([], claim);
    const mine = claim === undefined ? null : await store.acquire(executionId, claim);
    if (held !== undefined && held !== null && mine === null && claim !== undefined) {
      throw new ExecutionHeldError(executionId, held.owner, held.expiresAt);
    }
  },
});

/** An append does not hold what it begins. */
export const appendsHoldNothing: Defect = (store) => ({
  append: async (records, claim) => {
    const executionId = records[0]?.executionId ?? '';
    const held = claim !== undefined && (await store.renew(executionId, claim)) !== null;
    await store.append(records, claim);
    if (claim !== undefined && !held) await store.release(executionId, claim.token);
  },
});

/** A process holds what it leaves to a person. */
export const holdsThroughWaits: Defect = (store) => ({
  append: async (records, claim) => {
    await store.append(records, claim);
    if (claim !== undefined) await store.acquire(records[0]?.executionId ?? '', claim);
  },
});

/** What is over is shown as held, and can be held. */
export const holdsWhatIsOver: Defect = (store) => ({
  acquire: async (executionId, claim) => {
    const lease = await store.acquire(executionId, claim);
    return lease ?? ((await store.find(executionId))?.lease === null ? leaseFor(executionId, claim) : null);
  },
});

/** An append without a claim counts as the holder's. */
export const forgetsHolders: Defect = (store) => {
  let last: LeaseClaim | undefined;
  return {
    append: async (records, claim) => {
      await store.append(records, claim);
      const executionId = records[0]?.executionId ?? '';
      if (claim === undefined && last !== undefined) await store.release(executionId, last.token);
      last = claim ?? last;
    },
  };
};

/** The lease of a deleted execution comes back with its id. */
export const keepsLeasesOfDeleted: Defect = (store) => {
  const claims = new Map<string, LeaseClaim>();
  return {
    append: async (records, claim) => {
      const { executionId = '', seq = 0 } = records[0] ?? {};
      if (claim !== undefined) claims.set(executionId, claim);
      await store.append(records, claim ?? (seq === 0 ? claims.get(executionId) : undefined));
    },
  };
};

/** A lease is shown, and found by, whether or not it has expired. */
export const showsExpired: Defect = (store) => {
  const shown = new Map<string, ExecutionSummary['lease']>();
  const withLease = (summary: ExecutionSummary): ExecutionSummary => ({
    ...summary,
    lease: summary.lease ?? shown.get(summary.executionId) ?? null,
  });
  return {
    acquire: async (executionId, claim) => {
      const lease = await store.acquire(executionId, claim);
      if (lease !== null) shown.set(executionId, { owner: lease.owner, expiresAt: lease.expiresAt });
      return lease;
    },
    release: async (executionId, token) => {
      shown.delete(executionId);
      await store.release(executionId, token);
    },
    find: async (executionId) => {
      const summary = await store.find(executionId);
      return summary && withLease(summary);
    },
  };
};

/** The filter of those that are held looks at whether there ever was a lease. */
export const listsHeldByHistory: Defect = (store) => {
  const everHeld = new Set<string>();
  return {
    acquire: async (executionId, claim) => {
      const lease = await store.acquire(executionId, claim);
      if (lease !== null) everHeld.add(executionId);
      return lease;
    },
    list: async ({ held, ...query } = {}) => {
      const page = await store.list(query);
      if (held === undefined) return page;
      return { ...page, executions: page.executions.filter((each) => everHeld.has(each.executionId) === held) };
    },
  };
};

/** A claim that lasts for ever, or for no time, is taken as it is. */
export const takesAnyClaim: Defect = (store) => {
  const fit = (claim: LeaseClaim): LeaseClaim => ({
    ...claim,
    ttlMs: Math.min(Math.max(1, claim.ttlMs | 0), 3_600_000),
  });
  return {
    append: (records, claim) => store.append(records, claim && fit(claim)),
    acquire: (executionId, claim) => store.acquire(executionId, fit(claim)),
    renew: (executionId, claim) => store.renew(executionId, fit(claim)),
  };
};

function leaseFor(executionId: string, { owner, token, ttlMs }: LeaseClaim): Lease {
  return { executionId, owner, token, expiresAt: new Date(Date.now() + ttlMs).toISOString() };
}

async function holderOf(store: SharedMemory, executionId: string): Promise<ExecutionSummary['lease']> {
  return (await store.find(executionId))?.lease ?? null;
}
