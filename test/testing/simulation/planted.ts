import { assemblePattern } from '../../../src/pattern/assemblePattern.ts';
import type { SimulatedSystem } from '../../../src/testing/simulation/scene.ts';
import * as memory from '../../support/memoryDefects.ts';
import * as lease from './leaseDefects.ts';
import * as pattern from './patternDefects.ts';

export type System = Partial<SimulatedSystem>;

/** Something wrong that a simulation has to find. */
export interface Planted {
  readonly defect: string;
  /** The invariant that must tell. */
  readonly breaks: string;
  /** One whose world shows it soon. */
  readonly seed: number;
  readonly system: System;
}

const stored = (defect: string, breaks: string, seed: number, change: memory.Defect): Planted => {
  return {
    defect: `a store that ${defect}`,
    breaks,
    seed,
    system: { createMemory: (options) => memory.broken(change, options) },
  };
};
const assembled = (defect: string, breaks: string, seed: number, assemble: SimulatedSystem['assemble']): Planted => {
  return { defect: `a pattern that ${defect}`, breaks, seed, system: { assemble } };
};

/** The power goes whenever a process starts: at first there is nothing to be lost. */
export function withPowerCuts(): System {
  let powerCut: () => Promise<void> = () => Promise.resolve();
  return {
    createMemory: (options) => {
      const store = memory.losesLastWriteInCrash(options);
      ({ powerCut } = store);
      return store.memory;
    },
    assemble: (parts) => {
      void powerCut();
      return assemblePattern(parts);
    },
  };
}

/** Everything that is planted, each with the first invariant that it breaks. */
export const planted: readonly Planted[] = [
  stored('loses a write now and then', 'nothing-lost', 1, memory.losesWrites),
  stored('lets the last writer win', 'one-winner', 1, memory.overwrites),
  stored('confirms a write that it refuses', 'one-winner', 1, memory.confirmsWhatItRefuses),
  stored('returns records in another order', 'nothing-lost', 1, memory.readsBackwards),
  stored('reads from a replica that is behind', 'nothing-lost', 1, memory.readsOldRecords),
  stored('stores an event twice', 'nothing-lost', 1, memory.storesTwice),
  stored('stores half a batch', 'nothing-lost', 1, memory.tearsBatches),
  stored('cuts times to seconds', 'nothing-lost', 1, memory.cutsTimes),
  stored('lists how an execution stood once', 'lists-are-current', 5, memory.listsOldStatus),
  {
    defect: 'a store that drops the last write in a crash',
    breaks: 'nothing-lost',
    seed: 3,
    system: withPowerCuts(),
  },
  assembled('executes twice after a resume', 'called-once', 3, pattern.executesAgainAfterResume),
  assembled('takes one answer of a person for two', 'agents-heard', 16, pattern.answersTwice),
  assembled('says of every answer that it counts', 'callers-told-the-truth', 3, pattern.welcomesEveryAnswer),
  assembled('says that it cancelled, and did not', 'callers-told-the-truth', 1, pattern.saysThatItCancelled),
  assembled('ignores the abort signal', 'cancel-settles', 3, pattern.ignoresAbortSignal),
  assembled('goes above maxTier', 'never-above-max-tier', 6, pattern.ignoresMaxTier),
  assembled('overspends the budget', 'within-budget', 1, pattern.ignoresBudget),
  assembled('goes on when its time is over', 'within-budget', 6, pattern.ignoresRunTimeout),
  assembled('lets a call hang', 'call-in-time', 2, pattern.ignoresCallTimeout),
  assembled('waits half the time', 'call-in-time', 2, pattern.waitsHalfTheTime),
  assembled('never sleeps', 'always-ends', 1, pattern.neverSleeps),
  assembled('retries more often than its policy says', 'record-says-what-happened', 1, pattern.retriesMoreOften),
  assembled('tells another answer than it records', 'callers-told-the-truth', 6, pattern.tellsAnotherAnswer),
  assembled('keeps its failures to itself', 'callers-told', 1, pattern.keepsFailuresToItself),
  assembled('forgets the first decision', 'callers-told-the-truth', 5, pattern.forgetsFirstDecision),
  assembled('calls before it has stored', 'write-ahead', 1, pattern.writesBehind),
  assembled('records a failure as done', 'replay-equals-live', 1, pattern.recordsFailureAsDone),
  assembled('goes on when somebody else has written', 'one-winner', 1, pattern.goesOnWhenRefused),
  assembled('seals nothing', 'chain-verifies', 1, pattern.leavesRecordsUnsealed),
  assembled('calls without a key', 'write-ahead', 1, pattern.callsWithoutKey),
  assembled('forgets what a call used', 'agents-heard', 1, pattern.forgetsUsage),
  assembled('overstates how sure an agent was', 'agents-heard', 4, pattern.overstatesConfidence),
  stored('grants a lease to everybody who asks', 'one-holder', 1, lease.grantsToEverybody),
  stored('renews the leases of strangers', 'one-holder', 5, lease.renewsForStrangers),
  stored('asks for no lease when it appends', 'one-holder', 7, lease.appendsWithoutLease),
  {
    defect: "a store that lets leases expire by the asking process's clock",
    breaks: 'one-holder',
    seed: 5,
    system: { createMemory: lease.expiresByAskersClock },
  },
  stored('keeps the leases of what waits', 'given-up', 14, lease.keepsLeasesOfWaits),
  stored('never gives a lease up', 'given-up', 1, lease.neverReleases),
  stored('lists what is held as free', 'lists-are-current', 1, lease.listsWhatIsHeld),
  assembled('never renews its leases', 'one-call-at-a-time', 3, lease.neverRenews),
  assembled('calls before it holds', 'holders-call', 1, lease.callsBeforeItHolds),
  assembled('writes after it has lost', 'holders-call', 1, lease.writesAfterLosing),
  assembled('calls on after it has lost', 'losers-stop', 10, lease.callsOnAfterLosing),
  assembled('keeps its leases when it is suspended', 'all-handed-back', 1, lease.keepsLeasesWhenSuspended),
  assembled('goes on when it is suspended', 'all-handed-back', 1, lease.goesOnWhenSuspended),
  assembled('begins when it is suspended', 'all-handed-back', 1, lease.beginsWhenSuspended),
  assembled('loses what ends when it is suspended', 'all-handed-back', 1, lease.losesWhatEndsWhenSuspended),
  assembled('resumes what others hold', 'callers-told-the-truth', 1, lease.resumesWhatIsHeld),
];
