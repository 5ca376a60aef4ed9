import { expect } from 'vitest';

import { foldRecords } from '../../src/machines/fold.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { verifyRecords } from '../../src/memory/chain/verifyRecords.ts';
import { startsOf, type CallNote } from './calls.ts';

/** The acknowledged records are there, byte for byte, as the beginning of a whole and replayable record. */
export function expectNothingLost(acknowledged: readonly string[], records: readonly TransitionRecord[]): void {
  expect(records.slice(0, acknowledged.length).map((record) => JSON.stringify(record))).toEqual(acknowledged);
  if (records.length > 0) expectSound(records);
}

/** It replays to its end, and the chain verifies where the records are sealed. */
function expectSound(records: readonly TransitionRecord[]): void {
  expect(foldRecords(records)).toHaveLength(records.length);
  if (records[0]?.seal !== undefined) expect(verifyRecords(records)).toMatchObject({ valid: true });
}

/** It came to an answer, once, and it is sound. */
export function expectFinishedOnce(records: readonly TransitionRecord[]): void {
  expect(records.filter(({ to }) => to === 'done')).toHaveLength(1);
  expect(records.at(-1)?.to).toBe('done');
  expectSound(records);
}

/**
 * `calls` of one execution, which was resumed once: those whose outcome was stored `before` are made once, the call in
 * flight then at most twice and under the same key, and those after it once.
 */
export function expectEveryCallPaidOnce(
  calls: readonly CallNote[],
  before: readonly TransitionRecord[],
  callCount: number,
): void {
  const outcomes = before.filter(({ event, from }) => 'actorId' in event && from !== 'tier3.executing').length;
  const starts = [...startsOf(calls).values()];
  expect(starts).toHaveLength(callCount);
  for (const [index, count] of starts.entries()) {
    expect(count).toBeGreaterThanOrEqual(1);
    expect(count).toBeLessThanOrEqual(index === outcomes ? 2 : 1);
  }
}
