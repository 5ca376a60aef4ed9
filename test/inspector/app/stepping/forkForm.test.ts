import { describe, expect, test } from 'vitest';

import { readAnswer } from '../../../../inspector/app/stepping/answerForm.ts';
import { callEndedAt, forkDraft, readFork } from '../../../../inspector/app/stepping/forkForm.ts';
import { sampleRecords } from '../../../../src/testing/store/sampleRecords.ts';
import type { TransitionRecord } from '../../../../src/machines/executionTypes.ts';

const [start, declined, arrival, accepted, answered] = sampleRecords('parent');
const failed = sampleRecords('parent', { end: 'failed' }).at(-1);

describe('where a fork can part', () => {
  test('is a record at which a call ended', () => {
    const records = [start, declined, arrival, accepted, answered, failed].map(given);
    expect(records.map(callEndedAt)).toEqual([undefined, 'evaluate', undefined, 'evaluate', 'execute', 'execute']);
  });
});

describe('the event of a fork', () => {
  test('has the fields of a decision that were changed, and only those', () => {
    const draft = { ...forkDraft(given(declined)), canHandle: true };
    expect(readFork(draft, given(declined))).toEqual({
      ok: true,
      value: { event: { output: { canHandle: true } }, continuation: 'recorded' },
    });
    const edited = { ...draft, complexityScore: '0.9', requiresTier: '3', continuation: 'mocked' } as const;
    expect(readFork(edited, given(declined))).toEqual({
      ok: true,
      value: { event: { output: { canHandle: true, complexityScore: 0.9, requiresTier: 3 } }, continuation: 'mocked' },
    });
  });

  test('has the fields of an answer that were changed', () => {
    const draft = { ...forkDraft(given(answered)), confidence: '0.2' };
    expect(readFork(draft, given(answered))).toMatchObject({ value: { event: { output: { confidence: 0.2 } } } });
    const reworded = { ...draft, confidence: '0.9', result: 'Ask.', executionMetadata: '{}' };
    expect(readFork(reworded, given(answered))).toMatchObject({
      value: { event: { output: { result: 'Ask.', executionMetadata: {} } } },
    });
  });

  test('puts an error in the place of an answer', () => {
    const draft = { ...forkDraft(given(answered)), outcome: 'error', message: 'down', transient: true } as const;
    expect(readFork(draft, given(answered))).toEqual({
      ok: true,
      value: {
        event: {
          error: { name: 'AgentCallError', code: 'HANDOFF_AGENT_CALL', message: 'down', transient: true },
        },
        continuation: 'recorded',
      },
    });
  });

  test('puts a whole answer in the place of an error', () => {
    const begun = forkDraft(given(failed));
    expect(begun).toMatchObject({ outcome: 'error', message: 'The provider answered 500.' });
    const draft = { ...begun, outcome: 'answer', result: 'Yes.', confidence: '1' } as const;
    expect(readFork(draft, given(failed))).toMatchObject({
      value: { event: { output: { result: 'Yes.', confidence: 1, executionMetadata: {} } } },
    });
  });

  test('may change nothing where what comes after does: the same answer, and live calls from there', () => {
    const draft = { ...forkDraft(given(declined)), continuation: 'live' } as const;
    expect(readFork(draft, given(declined))).toEqual({
      ok: true,
      value: { event: { output: {} }, continuation: 'live' },
    });
  });

  test.each([declined, answered, failed])('is refused where the fork would repeat its parent', (record) => {
    const filled = readFork(forkDraft(given(record)), given(record));
    expect(filled).toMatchObject({ ok: false, problems: { continuation: expect.stringContaining('repeat') } });
  });

  test('names the fields that are wrong, and does not mind those of the other outcome', () => {
    const draft = { ...forkDraft(given(declined)), complexityScore: 'high', requiresTier: '', message: '' };
    const filled = readFork(draft, given(declined));
    expect(filled.ok ? [] : Object.keys(filled.problems)).toEqual(['complexityScore', 'requiresTier']);
    const error = readFork({ ...draft, outcome: 'error' }, given(declined));
    expect(error.ok ? [] : Object.keys(error.problems)).toEqual(['message']);
    const answer = readFork({ ...forkDraft(given(answered)), result: ' ', confidence: '' }, given(answered));
    expect(answer.ok ? [] : Object.keys(answer.problems)).toEqual(['result', 'confidence']);
  });
});

describe('the answer of a person', () => {
  test('is certain unless they say otherwise', () => {
    expect(readAnswer({ result: 'Refund it.', confidence: '1' })).toEqual({
      ok: true,
      value: { result: 'Refund it.', confidence: 1 },
    });
  });

  test('needs words, and a confidence from 0 to 1', () => {
    const filled = readAnswer({ result: '\n', confidence: 'sure' });
    expect(filled.ok ? [] : Object.keys(filled.problems)).toEqual(['result', 'confidence']);
  });
});

function given(record: TransitionRecord | undefined): TransitionRecord {
  if (record === undefined) throw new Error('the sample is shorter than the test thinks');
  return record;
}
