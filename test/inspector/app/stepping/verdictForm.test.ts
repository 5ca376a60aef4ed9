import { describe, expect, test } from 'vitest';

import { evaluationDraft, executionDraft, failureDraft } from '../../../../inspector/app/stepping/outcomeForm.ts';
import {
  inputDraft,
  readInput,
  readMockedEvaluation,
  readMockedExecution,
  readThrow,
} from '../../../../inspector/app/stepping/verdictForm.ts';
import type { PreviousAttempt } from '../../../../src/machines/types.ts';

const attempt: PreviousAttempt = { tierLevel: 1, agentId: 'keyword', outcome: 'declined', reasoning: 'too hard' };
const before = { task: 'Reset my password', context: 'premium', previousAttempts: [attempt] };

describe('the edited input of a call', () => {
  test('is none where nothing was changed, so that nothing is recorded as made by hand', () => {
    expect(readInput(inputDraft(before), before)).toEqual({ ok: true, value: { type: 'run' } });
  });

  test('has what was changed, and only that', () => {
    const draft = { ...inputDraft(before), context: '' };
    expect(readInput(draft, before)).toEqual({ ok: true, value: { type: 'run', input: { context: '' } } });
    const edited = { ...inputDraft(before), task: ' Reset it ', previousAttempts: '' };
    expect(readInput(edited, before)).toEqual({
      ok: true,
      value: { type: 'run', input: { task: ' Reset it ', previousAttempts: [] } },
    });
  });

  test('takes attempts written otherwise for the same', () => {
    const draft = { ...inputDraft(before), previousAttempts: JSON.stringify([attempt]) };
    expect(readInput(draft, before)).toEqual({ ok: true, value: { type: 'run' } });
  });

  test('names every field that is wrong', () => {
    const filled = readInput({ task: ' \n', context: '', previousAttempts: '[' }, before);
    expect(filled).toMatchObject({
      ok: false,
      problems: { task: expect.stringContaining('Write the task'), previousAttempts: expect.stringContaining('JSON') },
    });
  });

  test.each([
    ['{}', 'Write a JSON list'],
    ['null', 'Write a JSON list'],
    ['[1]', 'Attempt 1: expected an object'],
    ['[[]]', 'Attempt 1: expected an object'],
    ['[{}]', 'Attempt 1: tierLevel must be the number of a tier'],
    [attempts({ tierLevel: 0 }), 'tierLevel'],
    [attempts({ tierLevel: '1' }), 'tierLevel'],
    [attempts({ agentId: null }), 'agentId must be a text'],
    [attempts({ outcome: 'gave up' }), 'outcome must be "declined", "low-confidence", "failed" or "stopped"'],
    [attempts({ complexityScore: 1.2 }), 'complexityScore must be a number from 0 to 1'],
    [attempts({ confidence: '0.5' }), 'confidence must be a number from 0 to 1'],
    [attempts({ reasoning: 3 }), 'reasoning'],
    [attempts({ draft: null }), 'draft'],
    [attempts({ failure: { name: 'Error' } }), 'failure must be an object with name, code and message'],
    [attempts({ resoning: 'typo' }), 'there is no field "resoning"'],
    ['[{"__proto__": 1}]', 'there is no field "__proto__"'],
    [`[${JSON.stringify(attempt)}, 7]`, 'Attempt 2: expected an object'],
  ])('refuses the attempts %s', (previousAttempts, problem) => {
    const filled = readInput({ ...inputDraft(before), previousAttempts }, before);
    expect(filled).toMatchObject({ ok: false, problems: { previousAttempts: expect.stringContaining(problem) } });
  });

  test('takes attempts with everything that they may have', () => {
    const full = {
      ...attempt,
      outcome: 'failed',
      complexityScore: 0,
      draft: '',
      confidence: 1,
      failure: { name: 'Error', code: 'X', message: 'no', transient: true },
    };
    const draft = { ...inputDraft(before), previousAttempts: JSON.stringify([full]) };
    expect(readInput(draft, before)).toEqual({
      ok: true,
      value: { type: 'run', input: { previousAttempts: [full] } },
    });
  });
});

describe('a mocked evaluation', () => {
  const draft = evaluationDraft(undefined, 2);

  test('is sensible as the form begins', () => {
    expect(readMockedEvaluation(draft)).toEqual({
      ok: true,
      value: {
        type: 'return',
        output: { canHandle: true, complexityScore: 0.5, reasoning: '', requiresTier: 2 },
      },
    });
  });

  test('begins with the last recorded one, exactly', () => {
    const output = { canHandle: false, complexityScore: 0.1 + 0.2, reasoning: 'r', requiresTier: 3 };
    const read = readMockedEvaluation(evaluationDraft({ ...output, costUsd: 0.1 }, 2));
    expect(read).toEqual({ ok: true, value: { type: 'return', output } });
    const tiny = { ...output, complexityScore: 1e-7 };
    expect(readMockedEvaluation(evaluationDraft(tiny, 2))).toMatchObject({ ok: true, value: { output: tiny } });
  });

  test.each(['', ' ', '1.01', '-0.1', '0,5', '50%', 'half', '0x1', 'NaN', 'Infinity', '1e999', '1 2'])(
    'refuses the complexity "%s"',
    (complexityScore) => {
      expect(readMockedEvaluation({ ...draft, complexityScore })).toEqual({
        ok: false,
        problems: { complexityScore: 'Write a number from 0 to 1, such as 0.7.' },
      });
    },
  );

  test.each(['', '0', '-1', '1.5', 'two', '9007199254740993'])('refuses the required tier "%s"', (requiresTier) => {
    expect(readMockedEvaluation({ ...draft, requiresTier })).toEqual({
      ok: false,
      problems: { requiresTier: 'Write the number of a tier, such as 2.' },
    });
  });

  test.each([
    ['0', 0],
    ['1', 1],
    [' .25 ', 0.25],
    ['1.', 1],
  ])('reads the complexity "%s" as %d', (complexityScore, read) => {
    expect(readMockedEvaluation({ ...draft, complexityScore })).toMatchObject({
      value: { output: { complexityScore: read } },
    });
  });
});

describe('a mocked answer', () => {
  test('begins with the last recorded one, exactly', () => {
    const output = { result: 'Use the link.', confidence: 0.3, executionMetadata: { a: [1, null, { b: 'ü' }] } };
    expect(readMockedExecution(executionDraft(output))).toEqual({ ok: true, value: { type: 'return', output } });
  });

  test('has no metadata where none is written', () => {
    const draft = { ...executionDraft(undefined), result: 'yes', executionMetadata: ' ' };
    expect(readMockedExecution(draft)).toMatchObject({ ok: true, value: { output: { executionMetadata: {} } } });
  });

  test.each(['[]', 'null', '"text"', '3', '{', '{a: 1}'])('refuses the metadata %s', (executionMetadata) => {
    const filled = readMockedExecution({ ...executionDraft(undefined), result: 'yes', executionMetadata });
    expect(filled).toMatchObject({ ok: false, problems: { executionMetadata: expect.stringContaining('JSON') } });
  });

  test('names everything that is wrong at once', () => {
    const filled = readMockedExecution({ result: '', confidence: '2', executionMetadata: '{' });
    expect(filled.ok ? [] : Object.keys(filled.problems)).toEqual(['result', 'confidence', 'executionMetadata']);
  });
});

describe('a failure in place of a call', () => {
  test('has the name that goes with its code', () => {
    const draft = { message: 'busy', code: 'HANDOFF_AGENT_CALL', transient: true };
    expect(readThrow(draft)).toEqual({
      ok: true,
      value: {
        type: 'throw',
        error: { name: 'AgentCallError', code: 'HANDOFF_AGENT_CALL', message: 'busy', transient: true },
      },
    });
    expect(readThrow({ ...draft, code: 'CUSTOM' })).toMatchObject({ value: { error: { name: 'Error' } } });
  });

  test('is not transient unless somebody says so', () => {
    const read = readThrow({ ...failureDraft(), message: 'no' });
    expect(read.ok && read.value.type === 'throw' && 'transient' in read.value.error).toBe(false);
  });

  test('needs words', () => {
    expect(readThrow({ ...failureDraft(), message: '  ' })).toEqual({
      ok: false,
      problems: { message: 'Write what went wrong.' },
    });
  });
});

function attempts(change: object): string {
  return JSON.stringify([{ ...attempt, ...change }]);
}
