import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { erasableFields } from '../../../src/memory/chain/erasable.ts';
import { eraseFields } from '../../../src/memory/chain/eraseFields.ts';
import { sealRecords } from '../../../src/memory/chain/sealRecord.ts';
import { verifyRecords, type Verification } from '../../../src/memory/chain/verifyRecords.ts';
import { sampleRecords } from '../../../src/testing/store/sampleRecords.ts';
import { mutationsOf } from './mutations.ts';
import { recordedRun } from './recordedRun.ts';

const sealed: readonly TransitionRecord[] = sealRecords(await recordedRun());
const foreign = sealRecords(await recordedRun('run-2'));
const stored = stringified(sealed);

describe('verifyRecords', () => {
  test('a sealed run of many kinds of records is valid, also after a round trip through JSON', () => {
    expect(sealed.length).toBeGreaterThanOrEqual(10);
    const head = sealed.at(-1)?.seal?.hash;
    for (const records of [sealed, stored]) {
      expect(verifyRecords(records)).toEqual({ valid: true, head, length: sealed.length });
    }
  });

  test.each(['running', 'waiting', 'completed', 'failed', 'cancelled'] as const)('a %s execution is valid', (end) => {
    const records = sealRecords(sampleRecords('sample', { end }));
    expect(verifyRecords(stringified(records))).toMatchObject({ valid: true, length: records.length });
  });

  test.each([
    ['stored', stored],
    ['erased', stringified(eraseFields(stored, erasableFields))],
    ['partly erased', stringified(eraseFields(stored, ['task', 'result']))],
  ])('every single change of a %s run is found, and the record named', (_name, records) => {
    const missed: string[] = [];
    let count = 0;
    for (const [index, record] of records.entries()) {
      for (const { what, value } of mutationsOf(record)) {
        count += 1;
        const verification = verifyRecords(records.with(index, parsedRecord(value)));
        if (verification.valid || verification.seq !== index) missed.push(`record ${index}: ${what}`);
      }
    }
    expect(missed).toEqual([]);
    expect(count).toBeGreaterThan(5_000);
  });

  test('every removed, doubled, exchanged and inserted record is found and named', () => {
    for (const index of stored.keys()) {
      const isLast = index === stored.length - 1;
      const removed = verifyRecords(stored.toSpliced(index, 1), { length: stored.length });
      expect(removed).toMatchObject({ valid: false, seq: index, problem: isLast ? 'truncated' : 'removed' });

      for (const to of stored.keys()) {
        const doubled = stored.toSpliced(to, 0, ...stored.slice(index, index + 1));
        const place = Math.max(to, index + 1);
        const found = verifyRecords(doubled);
        expect(found, `${index} again at ${to}`).toMatchObject({ valid: false });
        expect([place - 1, place, to]).toContain(seqOf(found));
        if (to > index) expect(found).toMatchObject({ problem: 'duplicated', seq: to });

        if (to <= index) continue;
        const exchanged = [...stored];
        [exchanged[index], exchanged[to]] = [recordAt(stored, to), recordAt(stored, index)];
        expect(verifyRecords(exchanged)).toMatchObject({ valid: false, seq: index, problem: 'reordered' });
      }

      const inserted = stored.toSpliced(index, 0, recordAt(foreign, index));
      expect(verifyRecords(inserted)).toMatchObject({
        valid: false,
        seq: index === 0 ? 1 : index,
        problem: 'inserted',
      });
      const exchanged = stored.with(index, recordAt(foreign, index));
      expect(verifyRecords(exchanged)).toMatchObject({ valid: false, problem: 'inserted' });
    }
  });

  test('a record sealed anew does not fit the one after it', () => {
    const before = recordAt(stored, 3);
    const [forged] = sealRecords([{ ...recordAt(stored, 4), costUsd: 0 }], before.seal?.hash);
    expect(forged).toBeDefined();
    if (forged === undefined) return;
    expect(verifyRecords(stored.with(4, forged))).toMatchObject({ valid: false, seq: 5, problem: 'inserted' });
    expect(verifyRecords(stored.toSpliced(4, 0, forged))).toMatchObject({ valid: false, seq: 5, problem: 'inserted' });
  });

  test('a cut end is found with an anchor, and only then', () => {
    const head = sealed.at(-1)?.seal?.hash ?? '';
    for (let length = 1; length < stored.length; length += 1) {
      const cut = stored.slice(0, length);
      expect(verifyRecords(cut)).toMatchObject({ valid: true });
      for (const anchor of [{ head }, { length: stored.length }, { head, length: stored.length }]) {
        expect(verifyRecords(cut, anchor)).toMatchObject({ valid: false, seq: length, problem: 'truncated' });
      }
      const shorter = recordAt(stored, length - 1).seal?.hash ?? '';
      for (const anchor of [{ head: shorter }, { length }]) {
        expect(verifyRecords(stored, anchor)).toMatchObject({ valid: false, seq: length, problem: 'inserted' });
      }
    }
    expect(verifyRecords([])).toMatchObject({ valid: false, seq: 0, problem: 'truncated' });
    expect(verifyRecords([], { length: 3 })).toMatchObject({ valid: false, seq: 0, problem: 'truncated' });
  });

  test('a chain made anew is found with its head, and only then', () => {
    const anew = sealRecords(eraseFields(sealed, ['task']));
    const [head, length] = [sealed.at(-1)?.seal?.hash ?? '', sealed.length];
    expect(verifyRecords(anew)).toMatchObject({ valid: true });
    expect(verifyRecords(anew, { length })).toMatchObject({ valid: true });
    expect(verifyRecords(anew, { head })).toMatchObject({ valid: false, seq: length, problem: 'truncated' });
    expect(verifyRecords(anew, { head, length })).toMatchObject({ valid: false, seq: length - 1, problem: 'changed' });
  });

  test('a chain made anew with facts that do not follow from its events is named, head or no head', () => {
    const place = sealed.findIndex(({ decision }) => decision !== undefined);
    const record = recordAt(sealed, place);
    const decision = record.decision && { ...record.decision, canHandle: !record.decision.canHandle };
    const lies: readonly TransitionRecord[] = [
      { ...record, costUsd: 0 },
      { ...record, durationMs: 1e6 },
      { ...record, usage: { inputTokens: 0, outputTokens: 0 } },
      { ...record, agentId: 'somebody else' },
      { ...record, timestamp: '2026-01-01T00:00:00.000Z' },
      { ...record, tierLevel: 2 },
      { ...record, ...(decision !== undefined && { decision }) },
    ];
    for (const lie of lies) {
      const anew = sealRecords(sealed.with(place, lie));
      expect(verifyRecords(anew)).toMatchObject({ valid: false, seq: place, problem: 'impossible' });
    }
  });

  test('a chain made anew without one of the records is named by the gap in their numbers', () => {
    for (let removed = 1; removed < sealed.length - 1; removed += 1) {
      const anew = sealRecords(sealed.toSpliced(removed, 1));
      expect(verifyRecords(anew)).toMatchObject({ valid: false, seq: removed, problem: 'removed' });
    }
  });

  test('a record of another execution is named, also in a chain made anew', () => {
    const other = { ...recordAt(sealed, 2), executionId: 'other' };
    expect(verifyRecords(sealRecords(sealed.with(2, other)))).toMatchObject({
      valid: false,
      seq: 2,
      problem: 'inserted',
    });
  });

  test('a record without a seal is named', () => {
    const { seal: _, ...unsealed } = recordAt(stored, 2);
    expect(verifyRecords(stored.with(2, unsealed))).toMatchObject({ valid: false, seq: 2, problem: 'unsealed' });
    expect(verifyRecords(sampleRecords('sample'))).toMatchObject({ valid: false, seq: 0, problem: 'unsealed' });
  });

  test('a whole chain of what the machine does not do is named', () => {
    const place = sealed.findIndex(({ to }) => to === 'tier2.executing');
    const impossible = sealRecords(sealed.with(place, { ...recordAt(sealed, place), to: 'done' }));
    expect(verifyRecords(impossible)).toMatchObject({ valid: false, seq: place, problem: 'impossible' });
    const noTiers = sealRecords(
      sealed.map((record) =>
        record.event.type === 'xstate.init' && 'config' in record.event
          ? { ...record, event: { ...record.event, config: { ...record.event.config, tiers: [] } } }
          : record,
      ),
    );
    expect(verifyRecords(noTiers)).toMatchObject({ valid: false, seq: 0, problem: 'impossible' });
    const headless = sealRecords(sealed.slice(1).map((record, seq) => ({ ...record, seq })));
    expect(verifyRecords(headless)).toMatchObject({ valid: false, seq: 0, problem: 'impossible' });
  });

  test('any list of whole, unchanged records is valid only as the beginning of the run', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: stored.length - 1 }), { minLength: 1, maxLength: 14 }), (places) => {
        const isBeginning = places.every((place, index) => place === index);
        const verification = verifyRecords(places.map((place) => recordAt(stored, place)));
        expect(verification.valid).toBe(isBeginning);
        const first = places.findIndex((place, index) => place !== index);
        if (!verification.valid) expect(verification.seq).toBe(first);
      }),
      { seed: 20_260_101, numRuns: 2_000 },
    );
  });
});

function stringified(records: readonly TransitionRecord[]): readonly TransitionRecord[] {
  return JSON.parse(JSON.stringify(records));
}

/** Whatever it is: what a store returns was not checked either. */
function parsedRecord(value: unknown): TransitionRecord {
  return JSON.parse(JSON.stringify(value));
}

function recordAt(records: readonly TransitionRecord[], index: number): TransitionRecord {
  const record = records[index];
  if (record === undefined) throw new Error(`There is no record ${index}.`);
  return record;
}

function seqOf(verification: Verification): number {
  return verification.valid ? -1 : verification.seq;
}
