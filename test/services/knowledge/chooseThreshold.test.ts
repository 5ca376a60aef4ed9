import { describe, expect, test } from 'vitest';

import {
  candidatesFor,
  fewestAnswers,
  lowestPrecise,
  timesNeeded,
} from '../../../src/services/knowledge/chooseThreshold.ts';
import { fitCalibration } from '../../../src/services/knowledge/fitCalibration.ts';
import { keywordRetriever } from '../../../src/services/knowledge/keywordRetriever.ts';
import { knowledgeAgent } from '../../../src/services/knowledge/knowledgeAgent.ts';
import { loadKnowledge } from '../../../src/services/knowledge/loadKnowledge.ts';
import { lowerBound } from '../../../src/services/knowledge/precisionBound.ts';
import { sampleKnowledge } from '../../../src/services/knowledge/sampleKnowledge.ts';

const bound = await lowerBound();

describe('the lower bound', () => {
  // By bisection of the binomial tail, with exact coefficients.
  test.each([
    [0, 10, 0],
    [1, 1, 0.1],
    [10, 10, 0.794328],
    [9, 10, 0.663152],
    [45, 45, 0.950119],
    [95, 100, 0.909229],
    [990, 1000, 0.984635],
  ])('of %i right answers of %i is %d', (right, answered, expected) => {
    expect(bound(right, answered)).toBeCloseTo(expected, 4);
  });

  test('needs 45 answers, all of them right, to show 95 %', () => {
    expect(bound(fewestAnswers, fewestAnswers)).toBeGreaterThanOrEqual(0.95);
    expect(bound(fewestAnswers - 1, fewestAnswers - 1)).toBeLessThan(0.95);
  });
});

const outcomes = (count: number, isRight: (index: number) => boolean) =>
  Array.from({ length: count }, (_, index) => ({ confidence: (index + 0.5) / count, right: isRight(index) }));

describe('the threshold', () => {
  test('is the lowest twentieth from which on the answers are shown to be right', () => {
    const candidates = candidatesFor(
      outcomes(1000, (index) => index >= 600),
      bound,
    );
    expect(candidates.map(({ threshold }) => threshold)).toHaveLength(11);
    const chosen = lowestPrecise(candidates);
    expect(chosen?.threshold).toBeCloseTo(0.6005, 6);
    expect(chosen).toMatchObject({ right: 400, answered: 400 });
  });

  test('is never below a half', () => {
    expect(
      lowestPrecise(
        candidatesFor(
          outcomes(1000, () => true),
          bound,
        ),
      )?.threshold,
    ).toBe(0.5);
  });

  test('is none where the share of right answers is 95 % and the bound is below', () => {
    const candidates = candidatesFor(
      outcomes(200, (index) => index % 20 !== 0),
      bound,
    );
    expect(lowestPrecise(candidates)).toBeUndefined();
  });

  test('is found with more of the same, or never', () => {
    const good = candidatesFor(
      outcomes(60, () => true),
      bound,
    ).filter(({ answered }) => answered < 40);
    const times = timesNeeded(good, bound) ?? 0;
    const most = Math.max(...good.map(({ answered }) => answered));
    expect(most * times).toBeGreaterThanOrEqual(fewestAnswers - 1);
    expect(most * (times - 0.2)).toBeLessThan(fewestAnswers);
    expect(
      timesNeeded(
        candidatesFor(
          outcomes(200, (index) => index % 2 === 0),
          bound,
        ),
        bound,
      ),
    ).toBeUndefined();
  });
});

test('a base that shows no threshold declines everything, and says how many entries are missing', async () => {
  const sample = await loadKnowledge(sampleKnowledge());
  const few = { name: 'few', entries: sample.entries.slice(0, 14) };
  const calibration = await fitCalibration(few, keywordRetriever(few));
  expect(calibration).toMatchObject({ source: 'fitted', threshold: null, answers: 0, recall: 0, entriesMissing: 5 });

  const agent = knowledgeAgent({ agentId: 'a', knowledge: few });
  const input = { task: 'How do I reset my password?', tierLevel: 1, context: '', previousAttempts: [] };
  const { signal: abortSignal } = new AbortController();
  const { canHandle, reasoning } = await agent.evaluateTask(input, { abortSignal });
  expect(canHandle).toBe(false);
  expect(reasoning).toMatch(/no threshold is shown to be right in 95 % of all answers \(about 5 more entries/);

  const own = knowledgeAgent({ agentId: 'a', knowledge: few, threshold: 0.9 });
  expect((await own.evaluateTask(input, { abortSignal })).canHandle).toBe(true);
});
