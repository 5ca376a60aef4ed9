import { randomId } from '../platform/node.ts';
import { longestTtlMs, type LeaseClaim } from '../memory/lease.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import type { Clock } from '../time/clock.ts';

/** The leases of a pattern: one timer renews them all for as long as they are held. */
export interface Leases {
  /** A claim on an execution, for the memory to grant. `lost` is called once, where another process has taken it. */
  claim(executionId: string, lost: () => void): Holding;
}

/** A claim of this process on one execution, and the lease once it is granted. */
export interface Holding {
  readonly claim: LeaseClaim;
  /** Call it before the memory is asked, and what it returns once the memory has granted or renewed the lease. */
  asking(): () => void;
  /** Whether the lease is held: known at once where it was granted or renewed not longer ago than it lasts. */
  isHeld(): true | Promise<boolean>;
  /** The memory gives it up by itself: it is not renewed any more. */
  letGo(): void;
  /** Gives it back. Where that fails it expires. */
  release(): Promise<void>;
}

export interface LeasesOptions {
  readonly memory: Pick<SharedMemory, 'renew' | 'release'>;
  readonly clock: Clock;
  /** How this process is shown to people. */
  readonly owner: string;
  /** How long a lease lasts without being renewed, milliseconds; infinite: as long as a memory allows, and it is never renewed. */
  readonly leaseMs: number;
}

export function createLeases({ memory, clock, owner, leaseMs }: LeasesOptions): Leases {
  /** The same for all: where an answer of the memory was lost, this process need not wait for itself. */
  const token = randomId();
  const renewals = new Set<() => Promise<boolean>>();
  let disarm: (() => void) | undefined;

  function add(renew: () => Promise<boolean>): void {
    renewals.add(renew);
    if (leaseMs < Number.POSITIVE_INFINITY) disarm ??= clock.schedule(tick, leaseMs / 3, { keepAlive: false });
  }

  function remove(renew: () => Promise<boolean>): void {
    renewals.delete(renew);
    if (renewals.size > 0) return;
    disarm?.();
    disarm = undefined;
  }

  /** A renewal that fails is tried again: the lease may have outlasted what kept the memory from being reached. */
  function tick(): void {
    disarm = clock.schedule(tick, leaseMs / 3, { keepAlive: false });
    for (const renew of renewals) renew().catch(() => undefined);
  }

  return {
    claim: (executionId, lost) => {
      const claim: LeaseClaim = { owner, token, ttlMs: Math.min(leaseMs, longestTtlMs) };
      let grantedAt = Number.NEGATIVE_INFINITY;
      let isAsked = false;
      let renewing: Promise<boolean> | undefined;

      const ask = async (): Promise<boolean> => {
        const askedAt = clock.now();
        const lease = await memory.renew(executionId, claim);
        // Let go meanwhile: whatever the memory says, no run wants it any more.
        if (!renewals.has(renew)) return false;
        if (lease !== null) grantedAt = Math.max(grantedAt, askedAt);
        else {
          remove(renew);
          lost();
        }
        return lease !== null;
      };

      /** Appends renew it, too: then there is nothing to do. */
      const renew = (): Promise<boolean> => {
        if (clock.now() - grantedAt < leaseMs / 4) return Promise.resolve(true);
        renewing ??= ask().finally(() => {
          renewing = undefined;
        });
        return renewing;
      };

      return {
        claim,
        asking: () => {
          const askedAt = clock.now();
          isAsked = true;
          return () => {
            grantedAt = Math.max(grantedAt, askedAt);
            add(renew);
          };
        },
        isHeld: () => (clock.now() - grantedAt < leaseMs ? true : renew()),
        letGo: () => remove(renew),
        release: async () => {
          remove(renew);
          // Also where nothing was granted as far as this process knows: the answer may have been lost.
          if (isAsked) await memory.release(executionId, token).catch(() => undefined);
        },
      };
    },
  };
}
