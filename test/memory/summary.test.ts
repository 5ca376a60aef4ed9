import { describe, expect, test } from 'vitest';

import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { recordBatch, type RecordBatch } from '../../src/memory/recordBatch.ts';
import { storableText, summaryChange, summaryFault, summaryOf, summaryStart } from '../../src/memory/summary.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';

function batchOf(records: readonly TransitionRecord[]): RecordBatch {
  const batch = recordBatch('test', records);
  if (batch === undefined) throw new Error('There are no records.');
  return batch;
}

describe('the summary of an execution', () => {
  test('says where it stands', () => {
    for (const end of ['running', 'waiting', 'completed', 'failed', 'cancelled'] as const) {
      expect(summaryChange(batchOf(sampleRecords('e', { end }))).status).toBe(end);
    }
  });

  test('counts records and escalations, and is of the time of the last record', () => {
    const records = sampleRecords('e', { escalations: 2 });
    expect(summaryChange(batchOf(records))).toEqual({
      status: 'completed',
      tierLevel: 3,
      updatedAt: records.at(-1)?.timestamp,
      length: records.length,
      escalationCount: 2,
      waiting: null,
    });
    expect(summaryChange(batchOf(records.slice(-2)))).toMatchObject({ length: 2, escalationCount: 0 });
  });

  test('names the tier that an escalation led to, however high', () => {
    const records = sampleRecords('e', { escalations: 11, end: 'running' });
    const arrival = records.findLastIndex(({ event }) => event.type === 'escalate');
    expect(records[arrival]).toMatchObject({ tierLevel: 11, to: 'tier12.evaluating' });
    expect(summaryChange(batchOf(records.slice(0, arrival + 1)))).toMatchObject({ tierLevel: 12, escalationCount: 11 });
  });

  test('begins at a time in UTC, with the task as every store can keep it', () => {
    const [first] = sampleRecords('e', { task: 'half \ud83d a character\0' });
    if (first === undefined) throw new Error('A sample has records.');
    expect(summaryStart({ ...first, timestamp: '2026-01-01T01:00:00+01:00' })).toEqual({
      executionId: 'e',
      task: 'half \ufffd a character\ufffd',
      startedAt: '2026-01-01T00:00:00.000Z',
      deadline: null,
    });
    expect(storableText('naïve 🙂')).toBe('naïve 🙂');
  });
});

describe('a fault of a stored summary', () => {
  const records = sampleRecords('e', { end: 'waiting', waitDeadline: '2026-02-01T00:00:00.000Z' });
  const summary = summaryOf(batchOf(records));

  test('is none where it is what the records come to, whoever holds the execution', () => {
    expect(summaryFault(records, summary)).toBeUndefined();
    const lease = { owner: 'host:1', expiresAt: '2026-01-01T00:00:00.000Z' };
    expect(summaryFault(records, { ...summary, lease })).toBeUndefined();
  });

  test('is said in words', () => {
    const wrong = { ...summary, status: 'completed', length: 9, waiting: null } as const;
    expect(summaryFault(records, wrong)).toBe(
      "its status is 'completed', and the records say 'waiting'; its length is 9, and the records say 5; " +
        `its waiting is null, and the records say since ${records.at(-1)?.timestamp} until 2026-02-01T00:00:00.000Z`,
    );
    expect(summaryFault(records, { ...summary, task: 'x'.repeat(200) })).toBe('its task is another');
    expect(summaryFault([], summary)).toBe('there is a summary, and there are no records');
  });
});
