import type { Suspension } from '../../continue/continuation.ts';
import { isOver, keepsCall, viewOf, waits, type Ledger } from './ledger.ts';
import { leaseAt } from './leaseWitness.ts';
import { allHandedBack, type Report } from './simulationInvariants.ts';

/** Sees what a process leaves behind that was suspended. */
export interface SuspensionWitness {
  suspended(processId: string, suspension: Suspension): void;
}

export interface SuspensionWitnessOptions {
  readonly ledgers: readonly Ledger[];
  readonly now: () => number;
  readonly report: Report;
}

export function createSuspensionWitness({ ledgers, now, report }: SuspensionWitnessOptions): SuspensionWitness {
  return {
    suspended: (processId, { finished }) => {
      for (const ledger of ledgers) {
        // What could not be stored, or given back, is not its fault.
        const { lost, unsure, takesUp } = viewOf(ledger, processId);
        if (lost || unsure || takesUp) continue;
        const left = leftOf(ledger, processId, finished.includes(ledger.plan.executionId), now());
        if (left !== undefined) report(allHandedBack, ledger, `${processId} is suspended, and ${left}.`);
      }
    },
  };
}

/** What is not as it should be, as the rest of a sentence. */
function leftOf(ledger: Ledger, processId: string, isFinished: boolean, now: number): string | undefined {
  const { records, calls } = ledger;
  const own = calls.filter((call) => call.processId === processId && !call.human);
  const running = own.find(({ ended, abortedAt }) => !ended && abortedAt === undefined);
  if (running !== undefined) return `its call ${running.number} still runs`;
  const isOwn = ledger.writers.at(-1) === processId;
  const unheard = own.find(
    ({ ended, abortedAt, seq }) =>
      isOwn &&
      ended &&
      abortedAt === undefined &&
      records.slice(seq + 1).every(({ event }) => keepsCall.has(event.type)),
  );
  if (unheard !== undefined) return `what its call ${unheard.number} came to is not stored`;
  if (leaseAt(ledger, now)?.owner === processId) return 'it holds the execution still';
  const stands = isOver(ledger) || waits(ledger) || records.at(-1)?.event.type === 'suspend';
  if (isFinished && isOwn && !stands) return `its last call is said to have finished, and the record does not say so`;
  return undefined;
}
