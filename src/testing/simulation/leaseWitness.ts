import { isoTime } from '../../machines/time.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
import type { LeaseClaim } from '../../memory/lease.ts';
import type { ExecutionSummary } from '../../memory/sharedMemory.ts';
import { isOver, viewOf, waits, type KnownLease, type Ledger } from './ledger.ts';
import { givenUp, losersStop, oneHolder, type Report } from './simulationInvariants.ts';

/** What a process asked of leases, in the words of a sentence. */
type Asking = 'append' | 'acquire' | 'renew';

/** Sees what the store says of leases, and knows by itself who holds what. */
export interface LeaseWitness {
  /** The store took records; called when they are known. */
  appended(ledger: Ledger, processId: string, records: readonly TransitionRecord[], claim?: LeaseClaim): void;
  /** The store refused records, or an acquisition, because of somebody else's lease. */
  keptOut(ledger: Ledger, processId: string, asking: Asking, claim: LeaseClaim): void;
  acquired(ledger: Ledger, processId: string, claim: LeaseClaim): void;
  /** The store renewed a lease, or said that it is not this token's any more. */
  renewed(ledger: Ledger, processId: string, claim: LeaseClaim, isRenewed: boolean): void;
  released(ledger: Ledger, token: string): void;
  /** A process has just learned that it has lost the execution: at the next moment it calls nothing more. */
  toldOfLoss(ledger: Ledger, processId: string): void;
}

export interface LeaseWitnessOptions {
  /** The store's time. */
  readonly now: () => number;
  /** Calls back when everything has happened that follows from this moment. */
  readonly afterwards: (check: () => void) => void;
  readonly report: Report;
}

export function createLeaseWitness({ now, afterwards, report }: LeaseWitnessOptions): LeaseWitness {
  function give(ledger: Ledger, lease: KnownLease | null): void {
    const { lease: before } = ledger;
    if (before !== null && before.token !== lease?.token) {
      ledger.heldUntil.set(before.processId, Math.min(before.expiresAt, now()));
    }
    ledger.lease = lease;
    if (lease === null) return;
    ledger.heldUntil.set(lease.processId, lease.expiresAt);
    const view = viewOf(ledger, lease.processId);
    view.grantedAt = now();
    view.unsure = false;
  }

  function grant(ledger: Ledger, processId: string, asking: Asking, { token, ttlMs }: LeaseClaim): void {
    const { lease } = ledger;
    if (lease !== null && lease.token !== token && lease.expiresAt > now()) {
      const until = `'${lease.processId}' holds it until ${isoTime(lease.expiresAt)}`;
      report(oneHolder, ledger, `The store lets ${processId} ${asking}, and ${until}.`);
    }
    give(ledger, { processId, token, expiresAt: now() + ttlMs });
  }

  return {
    appended: (ledger, processId, records, claim) => {
      const { lease } = ledger;
      const outcome = records.find(({ event }) => 'actorId' in event);
      if (outcome !== undefined && records[0] === outcome && !waitedBefore(ledger, outcome.seq)) {
        const holds = claim !== undefined && lease?.token === claim.token;
        const what = `${processId} writes what a call came to as record ${outcome.seq}`;
        if (!holds) report(losersStop, ledger, `${what}, and ${lease?.processId ?? 'nobody'} holds it.`);
      }
      if (claim !== undefined) grant(ledger, processId, 'append', claim);
      if (isOver(ledger) || (claim !== undefined && waits(ledger))) give(ledger, null);
    },

    keptOut: (ledger, processId, asking, { token }) => {
      const { lease } = ledger;
      if (lease !== null && lease.token !== token && lease.expiresAt > now()) return;
      if (lease === null && asking === 'acquire' && isOver(ledger)) return;
      const why =
        lease === null
          ? 'nobody holds it'
          : lease.token === token
            ? 'it holds it itself'
            : `the lease of ${lease.processId} expired at ${isoTime(lease.expiresAt)}`;
      report(givenUp, ledger, `The store does not let ${processId} ${asking}, and ${why}.`);
    },

    acquired: (ledger, processId, claim) => grant(ledger, processId, 'acquire', claim),

    renewed: (ledger, processId, claim, isRenewed) => {
      const holds = ledger.lease?.token === claim.token;
      if (isRenewed === holds) {
        if (holds) grant(ledger, processId, 'renew', claim);
        return;
      }
      const holder = ledger.lease?.processId ?? 'nobody';
      if (isRenewed) report(oneHolder, ledger, `The store lets ${processId} renew, and ${holder} holds it.`);
      else report(givenUp, ledger, `The store does not let ${processId} renew, and nobody took it since.`);
    },

    released: (ledger, token) => {
      if (ledger.lease?.token === token) give(ledger, null);
    },

    toldOfLoss: (ledger, processId) => {
      const running = ledger.calls.filter((call) => call.processId === processId && !call.human);
      if (running.length === 0) return;
      afterwards(() => {
        const call = running.find(({ ended, abortedAt }) => !ended && abortedAt === undefined);
        if (call === undefined) return;
        const what = `Call ${call.number} of ${processId}, because of record ${call.seq}, goes on`;
        report(losersStop, ledger, `${what}, and the process knows that it has lost the execution.`);
      });
    },
  };
}

/** Who holds an execution at this time, as the store must see it. */
export function leaseAt({ lease }: Ledger, now: number): ExecutionSummary['lease'] {
  if (lease === null || lease.expiresAt <= now) return null;
  return { owner: lease.processId, expiresAt: isoTime(lease.expiresAt) };
}

/** Whether record `seq` ends a wait for a person, which needs no holder. */
function waitedBefore({ snapshots }: Ledger, seq: number): boolean {
  return snapshots[seq - 1]?.context.waiting != null;
}
