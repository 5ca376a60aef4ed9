import { describe, expect, test } from 'vitest';

import { createLedger } from '../../inspector/sources/ledger.ts';
import { createLiveTail } from '../../inspector/sources/liveTail.ts';
import { listedOf } from '../../inspector/listedOf.ts';
import { inMemory } from '../../src/memory/inMemory.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';

/** A ledger over a store that gives copies, as a durable one does, and what looking cost. */
function watched() {
  const tail = createLiveTail(1_000);
  const stored = inMemory();
  const work = { reads: 0, redactions: 0 };
  const memory: SharedMemory = {
    ...stored,
    read: async (executionId) => {
      work.reads += 1;
      return structuredClone(await stored.read(executionId));
    },
  };
  const source = { name: 's', memory, polls: true, tail };
  const redact = <T>(record: T): T => {
    work.redactions += 1;
    return record;
  };
  const ledger = createLedger({ sourceId: 's1', source, redact, maxExecutions: 10 });
  return { ledger, stored, tail, work };
}

describe('what a new record of an execution that runs here costs', () => {
  test('is one redaction, and no reading of those before it', async () => {
    const { ledger, stored, tail, work } = watched();
    const records = sampleRecords('e', { escalations: 20, end: 'running' });
    for (const record of records) {
      tail.add(record);
      await stored.append([record]);
      await ledger.update('e');
      await ledger.read('e');
    }
    expect(work.redactions).toBe(records.length);
    expect(work.reads).toBeLessThanOrEqual(1);
    expect(await ledger.read('e')).toEqual(records);
  });

  test('leaves the same entry in the list as looking at all of them', async () => {
    const { ledger, stored, tail } = watched();
    const records = sampleRecords('e', { escalations: 3 });
    for (const record of records) {
      tail.add(record);
      await stored.append([record]);
      const seen = records.slice(0, record.seq + 1);
      expect(await ledger.update('e')).toEqual(listedOf(seen, { sourceId: 's1', live: tail.isLive('e') }));
    }
  });
});

test('an execution that is over, or that another process writes, is read again', async () => {
  const { ledger, stored, work } = watched();
  const records = sampleRecords('e');
  await stored.append(records.slice(0, 2));
  expect(await ledger.read('e')).toHaveLength(2);
  await stored.append(records.slice(2));
  expect(await ledger.read('e')).toHaveLength(records.length);
  expect(work.reads).toBe(2);
});
