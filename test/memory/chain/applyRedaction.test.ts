import { describe, expect, test } from 'vitest';

import { ConfigurationError } from '../../../src/machines/errors.ts';
import { foldRecords } from '../../../src/machines/fold.ts';
import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { applyRedaction, type Redact } from '../../../src/memory/chain/applyRedaction.ts';
import { valueAt } from '../../../src/machines/recordFields.ts';
import { sealRecords } from '../../../src/memory/chain/sealRecord.ts';
import { verifyRecords } from '../../../src/memory/chain/verifyRecords.ts';
import { mutationsOf } from './mutations.ts';
import { recordedRun, texts } from './recordedRun.ts';

const records = await recordedRun();
/** The places of one record of each kind. */
const kinds = new Map(
  records.map(({ event, to }, index) => [`${event.type.slice(0, 12)} ${to.slice(-7)}`, index] as const),
);
const everyText: Redact = (record) =>
  JSON.parse(JSON.stringify(record), (_key, value: unknown) =>
    typeof value === 'string' && Object.values<string>(texts).includes(value) ? '[redacted]' : value,
  );

describe('applyRedaction', () => {
  test('what is redacted is what is stored, and replays', () => {
    const redacted = sealRecords(records.map((record) => applyRedaction(record, everyText)));
    for (const text of [texts.task, texts.result, texts.reasoning])
      expect(JSON.stringify(redacted)).not.toContain(text);
    expect(verifyRecords(redacted)).toMatchObject({ valid: true });
  });

  test('redact gets a copy of its own', () => {
    const before = JSON.stringify(records);
    for (const record of records) {
      const redacted = applyRedaction(record, (copy) => {
        expect(copy).not.toBe(record);
        Reflect.set(copy.event, 'note', 'redacted');
        return copy;
      });
      expect(redacted.event).toMatchObject({ note: 'redacted' });
    }
    expect(JSON.stringify(records)).toBe(before);
  });

  test('what must stay is looked for in the original, also where redact changes its argument', () => {
    const change: Redact = (copy) => {
      Reflect.set(copy, 'tierLevel', 9);
      return copy;
    };
    expect(() => applyRedaction(recordAt(1), change)).toThrow("redact changed 'tierLevel' of record 1");
  });

  test.each<[string, (record: TransitionRecord) => unknown]>([
    ['executionId', (record) => ({ ...record, executionId: 'other' })],
    ['seq', (record) => ({ ...record, seq: record.seq + 1 })],
    ['from', (record) => ({ ...record, from: 'done' })],
    ['to', (record) => ({ ...record, to: 'cancelled' })],
    ['tierLevel', (record) => ({ ...record, tierLevel: 9 })],
    ['event.type', (record) => ({ ...record, event: { ...record.event, type: 'cancel' } })],
    ['event.output.canHandle', withOutput('canHandle', true)],
    ['event.output.reasoning', withOutput('reasoning', undefined)],
    ['event.output.reasoning', withOutput('reasoning', null)],
  ])('%s must stay', (path, redact) => {
    const apply = () => applyRedaction(recordAt(1), (record) => JSON.parse(JSON.stringify(redact(record))));
    expect(apply).toThrow(ConfigurationError);
    expect(apply).toThrow(`redact changed '${path}' of record 1 of execution 'run-1'`);
  });

  test('no single change that gets through makes the run impossible to replay', () => {
    const impossible: string[] = [];
    for (const index of kinds.values()) {
      const record = recordAt(index);
      for (const { what, value } of mutationsOf(record)) {
        if (what.includes(' added as ')) continue;
        let redacted: TransitionRecord;
        try {
          redacted = applyRedaction(record, () => JSON.parse(JSON.stringify(value)));
        } catch (error) {
          if (!ConfigurationError.isInstance(error)) throw error;
          continue;
        }
        if (!replays(records.with(index, redacted))) impossible.push(`record ${index}: ${what}`);
      }
    }
    expect(impossible).toEqual([]);
  });

  test('a redact that throws, or returns no record, is named', () => {
    const failing = () => {
      throw new Error('no such rule');
    };
    expect(() => applyRedaction(recordAt(2), failing)).toThrow(/redact failed on record 2 of execution 'run-1'/);
    for (const returned of ['null', '[]', '"text"', '{}', '{"executionId":"run-1"}']) {
      const redact: Redact = () => JSON.parse(returned);
      expect(() => applyRedaction(recordAt(2), redact)).toThrow(/returned no record for record 2/);
    }
  });

  test('paths are read from records of any shape', () => {
    expect(valueAt({ a: { b: 1 } }, ['a', 'b'])).toBe(1);
    expect(valueAt({ a: 'text' }, ['a', 'length'])).toBeUndefined();
    expect(valueAt(null, ['a'])).toBeUndefined();
    expect(valueAt({}, ['constructor'])).toBeUndefined();
  });
});

function withOutput(key: string, value: unknown) {
  return (record: TransitionRecord) => {
    const output = 'output' in record.event ? record.event.output : undefined;
    return { ...record, event: { ...record.event, output: { ...Object(output), [key]: value } } };
  };
}

function replays(changed: readonly TransitionRecord[]): boolean {
  try {
    return foldRecords(changed).length === changed.length;
  } catch {
    return false;
  }
}

function recordAt(index: number): TransitionRecord {
  const record = records[index];
  if (record === undefined) throw new Error(`There is no record ${index}.`);
  return record;
}
