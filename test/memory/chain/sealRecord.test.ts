import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { canonicalJson, firstPreviousHash } from '../../../src/memory/chain/digest.ts';
import { sealRecord, sealRecords } from '../../../src/memory/chain/sealRecord.ts';
import { verifyRecords } from '../../../src/memory/chain/verifyRecords.ts';
import { MemoryError } from '../../../src/memory/errors.ts';
import { sampleRecords } from '../../../src/testing/store/sampleRecords.ts';
import { recordedRun } from './recordedRun.ts';

const counting = (size: number) => Uint8Array.from({ length: size }, (_, index) => index);

describe('sealRecord', () => {
  test('canonical JSON is that of RFC 8785, 3.2.2 and 3.2.3', () => {
    const input = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`;
    expect(canonicalJson(JSON.parse(input))).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
    const sorted = '{"\\r":1,"1":2,"\u0080":3,"ö":4,"€":5,"😀":6,"\uFB33":7}';
    expect(canonicalJson(JSON.parse('{"€":5,"\\r":1,"\uFB33":7,"1":2,"😀":6,"\u0080":3,"ö":4}'))).toBe(sorted);
  });

  test('the hash can be computed by hand from RFC 8785 and SHA-256', () => {
    const [, , record] = sampleRecords('by-hand', { end: 'cancelled', escalations: 0 });
    expect(record?.event).toMatchObject({ type: 'cancel', reason: 'The caller cancelled it.' });
    if (record === undefined) return;
    const salt = Buffer.from(counting(16));
    const commitment = sha256(Buffer.concat([salt, Buffer.from('"The caller cancelled it."')]));
    const canonical =
      `{"previousHash":"${firstPreviousHash}","record":{"agentId":"agent-1",` +
      `"event":{"reason":{"commitment":"${commitment}","kind":"text"},"timestamp":"2026-01-01T00:00:02.000Z",` +
      `"type":"cancel"},"executionId":"by-hand","from":"tier1.executing","seq":2,"tierLevel":1,` +
      `"timestamp":"2026-01-01T00:00:02.000Z","to":"cancelled"}}`;
    expect(sealRecord(record, firstPreviousHash, counting)).toEqual({
      ...record,
      seal: {
        previousHash: firstPreviousHash,
        hash: sha256(Buffer.from(canonical)),
        salts: { 'event.reason': salt.toString('base64') },
      },
    });
  });

  test('chains the records of an execution, and leaves them as they are', async () => {
    const records = await recordedRun();
    const before = JSON.stringify(records);
    const sealed = sealRecords(records);
    expect(JSON.stringify(records)).toBe(before);
    expect(sealed.map(({ seal: _, ...record }) => record)).toEqual(records.map(withoutSeal));
    expect(sealed.map(({ seal }) => seal.previousHash)).toEqual([
      firstPreviousHash,
      ...sealed.slice(0, -1).map(({ seal }) => seal.hash),
    ]);
    const salts = sealed.flatMap(({ seal }) => Object.values(seal.salts));
    expect(new Set(salts).size).toBe(salts.length);
    expect(salts.length).toBeGreaterThan(sealed.length);
  });

  test('continues a chain where it stopped, and seals a sealed record anew', () => {
    const records = sampleRecords('continued');
    const whole = sealRecords(records, firstPreviousHash, counting);
    const begun = sealRecords(records.slice(0, 2), firstPreviousHash, counting);
    const rest = sealRecords(records.slice(2), begun.at(-1)?.seal.hash, counting);
    expect([...begun, ...rest]).toEqual(whole);
    expect(sealRecords(whole, firstPreviousHash, counting)).toEqual(whole);
  });

  test.each([
    ['undefined properties', { known: 1, unknown: undefined }],
    ['not-a-numbers and infinities', { numbers: [Number.NaN, Infinity, -Infinity, -0] }],
    [
      'dates, maps and functions',
      { at: new Date(0), map: new Map([[1, 2]]), run: () => 1, list: [() => 1, undefined] },
    ],
    ['lone surrogates', { '\uD800 key': 'cut \uD83D', path: String.raw`C:\ud83d \\ud83d`, whole: '🙂' }],
    ['a key __proto__', JSON.parse('{"__proto__":{"polluted":true},"constructor":1}')],
    ['line separators and NUL', { text: '\u2028 \u2029 \0 \u007F' }],
  ])('%s hash the same before and after a store', (_name, executionMetadata) => {
    const sealed = sealRecords(withMetadata(executionMetadata));
    expect(verifyRecords(sealed)).toMatchObject({ valid: true });
    const stored: readonly TransitionRecord[] = JSON.parse(JSON.stringify(sealed));
    expect(stored).toEqual(sealed);
    expect(verifyRecords(stored)).toMatchObject({ valid: true });
    expect(verifyRecords(stored.map(keysReversed))).toMatchObject({ valid: true });
  });

  test('a lone surrogate becomes U+FFFD, and a text that only looks like an escaped one stays', () => {
    const looks = String.raw`\ud83d \\uDead "\ud800"`;
    const sealed = sealRecords(withMetadata({ '\uDC00': 'a\uD83Db', looks, pair: '\uD83D\uDE42' }));
    expect(sealed.at(-1)?.event).toMatchObject({
      output: { executionMetadata: { '\uFFFD': 'a\uFFFDb', looks, pair: '🙂' } },
    });
  });

  test('any JSON data survives: sealed, stored, verified', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.dictionary(fc.string({ unit: 'binary' }), fc.anything({ withNullPrototype: true, withSparseArray: true })),
        (task, executionMetadata) => {
          const sealed = sealRecords(withMetadata(executionMetadata, task));
          const stored: readonly TransitionRecord[] = JSON.parse(JSON.stringify(sealed));
          expect(verifyRecords(stored)).toMatchObject({ valid: true, head: sealed.at(-1)?.seal.hash });
        },
      ),
      { seed: 20_260_102, numRuns: 150 },
    );
  });

  test.each([
    ['a cycle', cycle(), /record 4 is not JSON data/],
    ['a BigInt', { big: 1n }, /record 4 is not JSON data/],
  ])('%s is refused', (_name, executionMetadata, message) => {
    const seal = () => sealRecords(withMetadata(executionMetadata));
    expect(seal).toThrow(MemoryError);
    expect(seal).toThrow(message);
  });

  test('an execution id that would not survive is refused', () => {
    for (const executionId of ['cut \uD83D', 'nul \0', '']) {
      const seal = () => sealRecords(sampleRecords(executionId));
      expect(seal).toThrow(MemoryError);
      expect(seal).toThrow(/cannot be an execution id/);
    }
  });
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function withoutSeal({ seal: _, ...record }: TransitionRecord): TransitionRecord {
  return record;
}

function withMetadata(executionMetadata: unknown, task = 'a task'): readonly TransitionRecord[] {
  return sampleRecords('with-metadata', { task }).map((record) => {
    const { event, timestamp, durationMs } = record;
    if (record.to !== 'done' || !('output' in event)) return record;
    const output = { result: 'x', confidence: 1, executionMetadata, timestamp, durationMs };
    return { ...record, event: { ...event, output } };
  });
}

function keysReversed(record: TransitionRecord): TransitionRecord {
  return JSON.parse(JSON.stringify(record), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toReversed())
      : value,
  );
}

function cycle(): object {
  const self: Record<string, unknown> = {};
  self['self'] = self;
  return self;
}
