import { describe, expect, test } from 'vitest';

import { inMemory } from '../../src/memory/inMemory.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import { memoryConformance } from '../../src/testing/store/memoryConformance.ts';
import * as leases from '../support/leaseDefects.ts';
import * as lists from '../support/listDefects.ts';
import * as memory from '../support/memoryDefects.ts';

/** What the suite says of a store, by the names of the cases that fail. */
async function failuresOf(createMemory: () => SharedMemory): Promise<ReadonlyMap<string, string>> {
  const failures = new Map<string, string>();
  for (const { name, run } of memoryConformance(createMemory)) {
    await run().catch((error: unknown) => failures.set(name, String(error)));
  }
  return failures;
}

const planted: readonly (readonly [defect: string, change: memory.Defect, failingCase: string])[] = [
  ['loses writes', memory.losesWrites, 'keeps executions apart, also where their ids are odd'],
  ['lets the last writer win', memory.overwrites, 'lets exactly one of two simultaneous writers win each record'],
  ['confirms what it refuses', memory.confirmsWhatItRefuses, 'refuses a gap'],
  ['reads backwards', memory.readsBackwards, 'reads records in order, however they were appended'],
  ['reads old records', memory.readsOldRecords, 'reads 1,000 records in full, without a limit'],
  [
    'stores an event twice',
    memory.storesTwice,
    'keeps what is appended at once for many executions, though some of it is refused',
  ],
  ['stores half a batch', memory.tearsBatches, 'reads back every kind of event as it was appended'],
  ['cuts times to seconds', memory.cutsTimes, 'keeps times to the millisecond, in records and in lists'],
  ['lists old status', memory.listsOldStatus, 'keeps the summary up to date with every record'],
  [
    'forgets a wait on resume',
    lists.forgetsWaitsOnResume,
    'tells since when a person is asked and until when, until the answer comes',
  ],
  ['hides deadlines', lists.hidesDeadlines, "tells an execution's own deadline, as long as it is there"],
  [
    'orders waits by the start',
    lists.ordersWaitsByNothing,
    'lists who waits the longest first, page by page, and nobody else',
  ],
  [
    'orders by one deadline',
    lists.ordersByWaitDeadlineOnly,
    'lists the nearest deadline first, of an execution or of its wait, page by page',
  ],
  [
    'ends a page too early',
    lists.stopsScanning,
    'finds the few among many that pass the filters, and all of their pages',
  ],
  ['counts what it did not delete', lists.countsWhatWasAsked, 'deletes many executions, and says how many there were'],
  ['deletes some of many', lists.deletesTheFirst, 'deletes many executions, and says how many there were'],
  [
    'says that it repaired nothing',
    lists.repairsAnything,
    'repairs what is in order without changing it, and knows nothing to repair of an unknown execution',
  ],
];

const plantedLeases: typeof planted = [
  [
    'looks before it takes',
    leases.checksBeforeItTakes,
    'grants an execution to exactly one of many who claim it at once',
  ],
  [
    'grants what is held',
    leases.grantsWhatIsHeld,
    'keeps others out until the lease is given up, also those with the same name',
  ],
  ['holds by name', leases.holdsByName, 'keeps others out until the lease is given up, also those with the same name'],
  ['releases for anybody', leases.releasesForAnybody, 'does not give up a lease for somebody who does not hold it'],
  [
    'renews what was taken',
    leases.renewsWhatWasTaken,
    'frees an execution whose lease expired, and refuses all that its old holder does',
  ],
  ['renews nothing', leases.renewsNothing, 'renews for the holder, from now on, by renewing and by acquiring again'],
  ['loses what expired', leases.losesWhatExpired, 'renews a lease that expired, where nobody took the execution'],
  [
    'grants by another clock',
    leases.grantsByAnotherClock,
    'grants a lease that lasts as long as was asked, by its own clock',
  ],
  [
    'never lets expire',
    leases.neverExpires,
    'frees an execution whose lease expired, and refuses all that its old holder does',
  ],
  [
    'does not fence',
    leases.doesNotFence,
    'refuses the append of another claim, says who holds the execution, and writes nothing',
  ],
  [
    'fences too late',
    leases.fencesTooLate,
    'refuses the append of another claim, says who holds the execution, and writes nothing',
  ],
  [
    'holds nothing by appending',
    leases.appendsHoldNothing,
    'holds an execution from its first append on, and renews with each one after',
  ],
  [
    'holds through waits',
    leases.holdsThroughWaits,
    'gives the lease up with the append after which a person is waited for',
  ],
  ['holds what is over', leases.holdsWhatIsOver, 'knows no lease on an execution that is over, however it ended'],
  [
    'takes a lease away from its holder',
    leases.forgetsHolders,
    'lets an append without a claim pass, and leaves the lease to its holder',
  ],
  [
    'keeps leases of what was deleted',
    leases.keepsLeasesOfDeleted,
    'has nothing to hold of an unknown or deleted execution, and begins anew without a lease',
  ],
  [
    'shows expired leases',
    leases.showsExpired,
    'frees an execution whose lease expired, and refuses all that its old holder does',
  ],
  [
    'lists as held what is not any more',
    leases.listsHeldByHistory,
    'lists those that are held, and those that nobody holds or holds no longer',
  ],
  ['takes any claim', leases.takesAnyClaim, 'refuses a claim that makes no sense, and writes nothing of its append'],
];

describe('the conformance suite', () => {
  test.for([...planted, ...plantedLeases])('catches a store that %s', async ([, change, failingCase]) => {
    const [only, ...others] = memoryConformance(() => memory.broken(change)).filter(({ name }) => name === failingCase);
    expect(others).toEqual([]);
    await expect(only?.run()).rejects.toSatisfy((error) => error instanceof Error);
  });

  test('says what was accepted and should not have been', async () => {
    const failures = await failuresOf(() => ({ ...inMemory(), append: () => Promise.resolve() }));
    expect(failures.get('refuses records of two executions in one append')).toContain(
      'It was accepted, and must be refused with a MemoryError.',
    );
    expect(failures.get('refuses a gap')).toContain(
      'It was accepted, and must be refused with a ConcurrentExecutionError: record 3 comes, and 2 is next.',
    );
    expect(failures.get('lets exactly one of two simultaneous writers win each record')).toContain(
      'Two writers gave record 0 at the same time, and 0 of them were refused.',
    );
  });
});
