import { describe, expect, it } from 'vitest';

import { asked, dearResult, failuresIn, outputsIn } from './ask.ts';
import { answer, execution, goodEvaluation, goodExecution, yes } from './plain.ts';

const sure = (confidence: unknown) => answer({ ...execution, confidence });

describe('a confidence that says what it means', () => {
  it.each([
    ['85%', 0.85],
    [' 85 % ', 0.85],
    ['100%', 1],
    ['0.85', 0.85],
    ['.9', 0.9],
    ['1', 1],
  ])('is read: %s', async (confidence, value) => {
    const outcome = await asked([goodEvaluation, sure(confidence)], { policy: { minConfidence: 0.6 } });
    expect(outcome.result).toMatchObject({ finalTier: 1, confidence: value });
    expect(outcome.requests).toHaveLength(2);
    expect(outputsIn(outcome)[1]).toMatchObject({ coercions: [expect.stringContaining('confidence')] });
  });

  it.each([1.000_000_000_1, 1.02, 1.05, '1.02', '102%'])(
    'is clamped and marked where it overshoots by rounding: %s',
    async (confidence) => {
      const outcome = await asked([goodEvaluation, sure(confidence)]);
      expect(outcome.result).toMatchObject({ finalTier: 1, confidence: 1 });
      expect(outcome.requests).toHaveLength(2);
      expect(outputsIn(outcome)[1]).toMatchObject({ coercions: [expect.stringContaining('confidence')] });
    },
  );

  it.each([0, 1, 0.5])('stands as it is within the range: %s', async (confidence) => {
    const outcome = await asked([goodEvaluation, sure(confidence)]);
    expect(outcome.result).toMatchObject({ confidence });
    expect(outputsIn(outcome)[1]).not.toHaveProperty('coercions');
  });
});

describe('a confidence on another scale', () => {
  const unreadable = [
    30,
    '30',
    3,
    85,
    100,
    1.06,
    2,
    '150%',
    9e99,
    -1,
    -0.5,
    'high',
    '9/10',
    '8 out of 10',
    true,
    null,
    [0.9],
    {},
  ];

  it.each(unreadable)('never passes a gate: %s', async (confidence) => {
    const script = [goodEvaluation, sure(confidence), sure(0.3)];
    const outcome = await asked(script, { policy: { minConfidence: 0.6 } });
    expect(outcome.requests).toHaveLength(3);
    expect(outputsIn(outcome)[1]).toMatchObject({
      confidence: 0.3,
      coercions: [expect.stringMatching(/repaired once: .*confidence/)],
    });
    expect(outcome.result).toMatchObject({ finalTier: 2, result: dearResult });
  });

  it.each([30, '3'])('is a failed call where the repair is no better: %s', async (confidence) => {
    const outcome = await asked([goodEvaluation, sure(confidence), sure(confidence)]);
    expect(outcome.requests).toHaveLength(3);
    expect(failuresIn(outcome)).toMatchObject([{ reason: 'invalidOutput' }]);
    expect(outcome.result).toMatchObject({ finalTier: 2 });
  });

  it('tells the model what is wrong with it', async () => {
    const outcome = await asked([goodEvaluation, sure(30), goodExecution]);
    expect(JSON.stringify(outcome.requests[2]?.body['messages'])).toContain(
      'confidence: expected a number from 0 to 1, got 30',
    );
  });
});

describe('a complexity on another scale', () => {
  it.each([7, '7', 70, '70 of 100', 1.2, -0.2])('is asked for once more: %s', async (complexityScore) => {
    const outcome = await asked([
      answer({ ...yes, complexityScore }),
      answer({ ...yes, complexityScore: 0.7 }),
      goodExecution,
    ]);
    expect(outcome.requests).toHaveLength(3);
    expect(outputsIn(outcome)[0]).toMatchObject({ complexityScore: 0.7 });
  });

  it('is clamped and marked where it overshoots by rounding', async () => {
    const outcome = await asked([answer({ ...yes, complexityScore: 1.01 }), goodExecution]);
    expect(outcome.requests).toHaveLength(2);
    expect(outputsIn(outcome)[0]).toMatchObject({
      complexityScore: 1,
      coercions: [expect.stringContaining('complexityScore')],
    });
  });
});

describe('an evaluation with fields left out', () => {
  const { canHandle } = yes;

  it('counts where it says whether the task can be done, and says what was made up', async () => {
    const outcome = await asked([answer({ canHandle }), goodExecution]);
    expect(outcome.result).toMatchObject({ finalTier: 1 });
    expect(outcome.requests).toHaveLength(2);
    const [output] = outputsIn(outcome);
    expect(output).toMatchObject({ canHandle, complexityScore: 0.5, reasoning: '', requiresTier: 1 });
    for (const field of ['complexityScore', 'reasoning', 'requiresTier']) {
      expect(output).toMatchObject({ coercions: expect.arrayContaining([expect.stringContaining(field)]) });
    }
  });

  it.each([
    ['complexityScore', 0.5],
    ['reasoning', ''],
    ['requiresTier', 1],
  ])('has a default for %s', async (field, value) => {
    const outcome = await asked([answer({ ...yes, [field]: undefined }), goodExecution]);
    expect(outcome.requests).toHaveLength(2);
    expect(outputsIn(outcome)[0]).toMatchObject({
      ...yes,
      [field]: value,
      coercions: [expect.stringContaining(field)],
    });
  });

  it('is asked for once more where it does not say whether the task can be done', async () => {
    const outcome = await asked([answer({ ...yes, canHandle: undefined }), goodEvaluation, goodExecution]);
    expect(outcome.requests).toHaveLength(3);
    expect(outcome.result).toMatchObject({ finalTier: 1 });
  });

  it.each(['maybe', 2, null, {}, 'partially'])('is asked for once more where canHandle is %s', async (value) => {
    const outcome = await asked([answer({ ...yes, canHandle: value }), goodEvaluation, goodExecution]);
    expect(outcome.requests).toHaveLength(3);
  });
});
