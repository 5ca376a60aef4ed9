import type { ErasableField } from '../../../src/machines/recordFields.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { ConfigurationError } from '../../../src/machines/errors.ts';
import { foldRecords } from '../../../src/machines/fold.ts';
import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { erasableFields } from '../../../src/memory/chain/erasable.ts';
import { eraseFields } from '../../../src/memory/chain/eraseFields.ts';
import { sealRecords } from '../../../src/memory/chain/sealRecord.ts';
import { verifyRecords } from '../../../src/memory/chain/verifyRecords.ts';
import { sampleRecords } from '../../../src/testing/store/sampleRecords.ts';
import { recordedRun, texts } from './recordedRun.ts';

const sealed = sealRecords(await recordedRun());
const head = sealed.at(-1)?.seal.hash;

describe('eraseFields', () => {
  test('the run under test holds every text', () => {
    for (const text of Object.values(texts)) expect(traceOf(sealed)).toContain(text);
  });

  test('erasing everything leaves no trace of any text, in clear or as its own hash', () => {
    const erased = eraseFields(sealed, erasableFields);
    for (const text of Object.values(texts)) {
      expect(traceOf(erased)).not.toContain(text);
      for (const word of text.split(/[^\p{L}\p{N}]+/u).filter(({ length }) => length > 5)) {
        expect(traceOf(erased)).not.toContain(word);
      }
    }
    for (const salt of sealed.flatMap(({ seal }) => Object.values(seal.salts))) {
      expect(traceOf(erased)).not.toContain(salt);
    }
  });

  test('every choice of fields erases those and no others; the chain, its hashes and the states stay', () => {
    const snapshots = foldRecords(sealed).map(({ snapshot }) => snapshot);
    fc.assert(
      fc.property(fc.subarray([...erasableFields]), (fields) => {
        const erased = eraseFields(sealed, fields);
        const stored: readonly TransitionRecord[] = JSON.parse(JSON.stringify(erased));
        expect(verifyRecords(stored, { head: head ?? '', length: sealed.length })).toMatchObject({ valid: true, head });
        expect(erased.map(({ seal }) => seal?.hash)).toEqual(sealed.map(({ seal }) => seal.hash));
        for (const field of Object.keys(texts)) {
          const kind = field === 'coercion' ? 'metadata' : field;
          const isErased = fields.some((name) => name === kind);
          expect(traceOf(erased).includes(textOf(field)), field).toBe(!isErased);
        }
        const folded = foldRecords(stored);
        for (const [index, { snapshot }] of folded.entries()) {
          const { value, status, context } = snapshots[index] ?? snapshot;
          expect(snapshot).toMatchObject({ value, status });
          const { capLevel, tierLevel, escalationCount, usage, costUsd, capped, seq } = context;
          expect(snapshot.context).toMatchObject({ capLevel, tierLevel, escalationCount, usage, costUsd, capped, seq });
        }
        expect(eraseFields(erased, fields)).toEqual(erased);
      }),
      { seed: 20_260_103, numRuns: 80 },
    );
  });

  test('fields erased one after another come to the same as at once, in any order', () => {
    const atOnce = eraseFields(sealed, erasableFields);
    fc.assert(
      fc.property(fc.shuffledSubarray([...erasableFields], { minLength: erasableFields.length }), (order) => {
        const stepwise = order.reduce<readonly TransitionRecord[]>(
          (records, field) => eraseFields(records, [field]),
          sealed,
        );
        expect(stepwise).toEqual(atOnce);
      }),
      { seed: 20_260_104, numRuns: 30 },
    );
  });

  test('erases the reason of a cancellation, and the reasoning of a decision with that of its evaluation', () => {
    const cancelled = sealRecords(sampleRecords('cancelled', { end: 'cancelled' }));
    const erased = eraseFields(cancelled, ['cancelReason', 'reasoning']);
    expect(erased.at(-1)?.event).toMatchObject({ type: 'cancel', reason: '[erased]' });
    expect(traceOf(erased)).not.toContain('naïve');
    expect(verifyRecords(erased)).toMatchObject({ valid: true });
    expect(foldRecords(erased).at(-1)?.snapshot).toMatchObject({ value: 'cancelled' });
  });

  test('keeps a malformed answer malformed, so that it replays to the same failure', () => {
    const malformed = sampleRecords('malformed', { end: 'failed' }).map((record): TransitionRecord => {
      if (record.to !== 'failed') return record;
      const { timestamp } = record;
      const output = { result: { text: 'odd' }, confidence: 1, executionMetadata: null, timestamp };
      return { ...record, event: { type: 'xstate.done.actor.tier2.execute', actorId: 'tier2.execute', output } };
    });
    const records = sealRecords(malformed);
    expect(verifyRecords(records)).toMatchObject({ valid: true });
    const erased = eraseFields(records, ['result', 'metadata']);
    expect(erased.at(-1)?.event).toMatchObject({ output: { result: { erased: true }, executionMetadata: null } });
    expect(verifyRecords(erased)).toMatchObject({ valid: true });
  });

  test('what somebody changed of a call goes with the field that was changed', () => {
    const editedInput = {
      task: 'secret task',
      context: 'secret context',
      previousAttempts: [{ tierLevel: 1, agentId: 'a', outcome: 'declined', reasoning: 'secret reasoning' }],
    };
    const edited = sampleRecords('edited').map((record): TransitionRecord => {
      const { event } = record;
      if (event.type === 'xstate.init' || !('output' in event)) return record;
      return { ...record, event: { ...event, output: { ...Object(event.output), editedInput, coercions: ['one'] } } };
    });
    const records = sealRecords(edited);
    for (const field of ['task', 'context', 'reasoning'] as const) {
      const trace = traceOf(eraseFields(records, [field]));
      for (const other of ['task', 'context', 'reasoning']) {
        expect(trace.includes(`secret ${other}`), `${other} where ${field} is erased`).toBe(other !== field);
      }
    }
    const erased = eraseFields(records, erasableFields);
    expect(erased.at(-1)?.event).toMatchObject({
      output: {
        editedInput: { task: '[erased]', context: '[erased]', previousAttempts: ['[erased]'] },
        coercions: ['[erased]'],
        executionMetadata: { erased: true },
      },
    });
    expect(verifyRecords(erased)).toMatchObject({ valid: true });
  });

  test('what was changed before it was erased still shows', () => {
    const [first, ...rest] = sealed;
    if (first?.event.type !== 'xstate.init' || !('input' in first.event)) throw new Error('There is no first record.');
    const event = { ...first.event, input: { ...first.event.input, task: 'another task' } };
    const erased = eraseFields([{ ...first, event }, ...rest], ['task']);
    expect(verifyRecords(erased)).toMatchObject({ valid: false, seq: 0, problem: 'changed' });
  });

  test('records without a seal are erased as well', () => {
    const erased = eraseFields(sampleRecords('unsealed', { task: 'secret task' }), ['task']);
    expect(traceOf(erased)).not.toContain('secret task');
    expect(erased[0]).not.toHaveProperty('seal');
  });

  test('an unknown field is refused', () => {
    const unknown: ErasableField[] = JSON.parse('["tasks"]');
    expect(() => eraseFields(sealed, unknown)).toThrow(ConfigurationError);
    expect(() => eraseFields(sealed, unknown)).toThrow(/'tasks'.*task, context/);
  });
});

function traceOf(records: readonly TransitionRecord[]): string {
  return JSON.stringify(records).replaceAll(String.raw`\"`, '"');
}

function textOf(field: string): string {
  return Object.entries(texts).find(([name]) => name === field)?.[1] ?? '';
}
