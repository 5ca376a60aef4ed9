import { beforeAll, describe, expect, test } from 'vitest';

import { filterRows, noFilter, type TimelineFilter } from '../../../inspector/app/views/timeline/filter.ts';
import { rowsOf, type Row } from '../../../inspector/app/views/timeline/rows.ts';
import { demoSession } from '../support/demoSession.ts';
import { longExecution } from '../support/longExecution.ts';

let rows: readonly Row[];
let failing: readonly Row[];
beforeAll(async () => {
  const { executions } = await demoSession();
  rows = rowsOf(executions[1] ?? []);
  failing = rowsOf(executions[3] ?? []);
});

function seqs(of: readonly Row[], filter: Partial<TimelineFilter>): readonly number[] {
  return filterRows(of, { ...noFilter, ...filter }).rows.map(({ seq }) => seq);
}

describe('the filter of the timeline', () => {
  test('finds words of decisions, answers and agents, whatever their case', () => {
    expect(seqs(rows, { text: 'EXECUTION PLAN' })).toEqual([3]);
    expect(seqs(rows, { text: 'analyze' })).toEqual([7]);
    expect(seqs(rows, { text: 'engineering_support' })).toEqual([6, 7]);
  });

  test('takes a pattern, and says what is wrong with one that is none', () => {
    expect(seqs(rows, { text: 'tier [23] (?!.*resume)', regex: true }).length).toBeGreaterThan(0);
    const { rows: left, problem } = filterRows(rows, { ...noFilter, text: '(', regex: true });
    expect(problem).toContain('not a regular expression');
    expect(left).toHaveLength(rows.length);
  });

  test('keeps failures only', () => {
    expect(seqs(rows, { failedOnly: true })).toEqual([]);
    expect(seqs(failing, { failedOnly: true })).toEqual([1]);
  });

  test('keeps what overlaps a range of time', () => {
    expect(seqs(rows, { from: 0, to: 180 })).toEqual([0, 1, 2, 3]);
    expect(seqs(rows, { from: 4_000 })).toEqual([6, 7]);
  });

  test('looks at every row before any is left out', () => {
    const many = rowsOf(longExecution(100_000));
    expect(seqs(many, { text: 'waits for a person' })).toHaveLength(9_999);
    expect(seqs(many, { from: 3_999_900 }).at(-1)).toBe(99_999);
  });
});
