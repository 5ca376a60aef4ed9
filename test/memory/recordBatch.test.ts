import { describe, expect, test } from 'vitest';

import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { MemoryError } from '../../src/memory/errors.ts';
import { isExecutionId, recordBatch, rewriteBatch } from '../../src/memory/recordBatch.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';

const records = sampleRecords('e');
const changed = (index: number, change: Partial<TransitionRecord>) =>
  records.map((record, place) => (place === index ? { ...record, ...change } : record));

describe('records that are stored together', () => {
  test('may be all of an execution, or those that go on, or none', () => {
    expect(recordBatch('test', records)).toMatchObject({ executionId: 'e', firstSeq: 0, last: records.at(-1) });
    expect(recordBatch('test', records.slice(2))).toMatchObject({ firstSeq: 2, first: records[2] });
    expect(recordBatch('test', [])).toBeUndefined();
  });

  test.for<[string, readonly TransitionRecord[]]>([
    ['leave a gap', records.toSpliced(2, 1)],
    ['stand in another order', records.toReversed()],
    ['belong to two executions', changed(2, { executionId: 'other' })],
    ['have negative numbers', records.map((record, index) => ({ ...record, seq: index - 9 }))],
    ['have numbers that are not whole', records.map((record, index) => ({ ...record, seq: index + 0.5 }))],
    ['begin in the middle', records.slice(1).map((record, seq) => ({ ...record, seq }))],
    ['begin at no time', changed(0, { timestamp: 'yesterday' })],
    ['have no execution id', records.map((record) => ({ ...record, executionId: '' }))],
  ])('are refused where they %s', ([, refused]) => {
    expect(() => recordBatch('test', refused)).toThrow(MemoryError);
  });

  test('are all of an execution where they take the place of what is stored', () => {
    expect(rewriteBatch('test', records)).toMatchObject({ firstSeq: 0 });
    expect(() => rewriteBatch('test', records.slice(2))).toThrow('begin with 2');
  });
});

test('an execution id is a text that every store keeps as it is', () => {
  expect(['e', 'ü 🙂', '../x'].every(isExecutionId)).toBe(true);
  expect(['', 'a\0b', 'half \ud83d', '\udc00', 7, null].some(isExecutionId)).toBe(false);
});
