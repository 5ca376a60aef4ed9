import { describe, expect, test } from 'vitest';

import { MemoryError } from '../../src/memory/errors.ts';
import { recordBatch } from '../../src/memory/recordBatch.ts';
import { recordTexts } from '../../src/memory/recordText.ts';
import { rowReader } from '../../src/memory/rowReader.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';

const { recordIn, summaryIn, foundIn } = rowReader('sqlite', 'Restore a backup.');
const records = sampleRecords('e');

describe('a row that holds a record', () => {
  const row = { seq: 1, record: JSON.stringify(records[1]) };

  test('is read, also where the number comes as a text or a bigint', () => {
    for (const seq of [1, '1', 1n]) expect(recordIn({ ...row, seq }, 'e')).toEqual(records[1]);
  });

  test('is named where it is damaged, or where another record stands in it', () => {
    const damaged = [
      { ...row, record: row.record.slice(0, -1) },
      { ...row, record: 'null' },
      { ...row, record: '{"seq":1,"executionId":"e"}' },
      { ...row, record: null },
      { ...row, record: '{"seq":1,"executionId":"e","to":"done","event":null}' },
      { ...row, record: '{"seq":1,"executionId":"e","to":3,"event":{"type":"wait"}}' },
      { ...row, record: JSON.stringify({ ...records[1], executionId: 'other' }) },
      { ...row, record: JSON.stringify({ ...records[1], seq: 2 }) },
    ];
    for (const each of damaged) {
      const read = () => recordIn(each, 'e');
      expect(read).toThrow(MemoryError);
      expect(read).toThrow("Execution 'e': record 1 is damaged. Restore a backup.");
    }
  });
});

describe('a row that holds a summary', () => {
  const row = {
    execution_id: 'e',
    task: 't',
    status: 'waiting',
    tier_level: '12',
    started_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:01.000Z',
    length: 5n,
    escalation_count: 2,
    waiting_since: '1767225600500',
    waiting_deadline: 1_767_225_660_500,
    deadline: null,
    lease_token: 'token',
    lease_owner: 'host:1',
    lease_expires_at: 1_767_225_601_000n,
  };
  const now = Date.parse('2026-01-01T00:00:00.999Z');

  test('is read', () => {
    expect(summaryIn(row, now)).toEqual({
      executionId: 'e',
      task: 't',
      status: 'waiting',
      tierLevel: 12,
      startedAt: row.started_at,
      updatedAt: row.updated_at,
      length: 5,
      escalationCount: 2,
      waiting: { since: '2026-01-01T00:00:00.500Z', deadline: '2026-01-01T00:01:00.500Z' },
      deadline: null,
      lease: { owner: 'host:1', expiresAt: '2026-01-01T00:00:01.000Z' },
    });
    expect(summaryIn(row, now + 1).lease).toBeNull();
  });

  test('is named with the column that is damaged', () => {
    for (const [column, value] of [
      ['status', 'thinking'],
      ['task', null],
      ['length', -1],
      ['tier_level', 'high'],
      ['deadline', 9e15],
      ['waiting_since', 'then'],
      ['lease_owner', null],
    ] as const) {
      const damaged = { ...row, [column]: value };
      expect(() => summaryIn(damaged, now)).toThrow(`Execution 'e': the ${column} of its summary is damaged`);
      expect(foundIn({ ...damaged, position: row.started_at }, 'newest', now)).toEqual({
        position: { key: row.started_at, executionId: 'e' },
        damage: expect.any(MemoryError),
      });
    }
  });
});

test('a record that is not JSON data is refused with the reason', () => {
  const batch = recordBatch('sqlite', records);
  if (batch === undefined) throw new Error('A sample has records.');
  const odd = records.map((record) => ({ ...record, costUsd: Object(1n) }));
  for (const operation of ['append', 'rewrite'] as const) {
    expect(() => recordTexts('sqlite', operation, { ...batch, records: odd })).toThrow(
      expect.objectContaining({ name: 'MemoryError', operation, cause: expect.any(TypeError) }),
    );
  }
});
