import { describe, expect, test } from 'vitest';

import { inMemory } from '../../src/memory/inMemory.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import { memoryConformance } from '../../src/testing/memoryConformance.ts';
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
];

describe('the conformance suite', () => {
  test.for(planted)('catches a store that %s', async ([, change, failingCase]) => {
    expect([...(await failuresOf(() => memory.broken(change))).keys()]).toContain(failingCase);
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
