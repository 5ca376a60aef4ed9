import { assert, double, integer, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  type BuiltInRetriever,
  type CalibrationParameters,
  confidenceOf,
  defaultCalibration,
  evidenceOf,
} from '../../../src/services/knowledge/calibration.ts';
import type { Embedder } from '../../../src/services/knowledge/embedder.ts';
import { fitCalibration, leaveOneOut } from '../../../src/services/knowledge/fitCalibration.ts';
import { keywordRetriever } from '../../../src/services/knowledge/keywordRetriever.ts';
import type { KnowledgeBase } from '../../../src/services/knowledge/knowledgeBase.ts';
import { loadKnowledge } from '../../../src/services/knowledge/loadKnowledge.ts';
import { fitLogistic, logistic } from '../../../src/services/knowledge/logisticRegression.ts';
import { minilmEmbedder } from '../../../src/services/knowledge/minilmEmbedder.ts';
import type { Match } from '../../../src/services/knowledge/retriever.ts';
import { sampleKnowledge } from '../../../src/services/knowledge/sampleKnowledge.ts';
import { semanticRetriever } from '../../../src/services/knowledge/semanticRetriever.ts';
import { cachedVectors } from '../../../src/services/knowledge/vectorCache.ts';

const seed = 20_261_122;
const sample = await loadKnowledge(sampleKnowledge());
const onePhrasing: KnowledgeBase = {
  ...sample,
  entries: sample.entries.map((entry) => ({ ...entry, questions: entry.questions.slice(0, 1) })),
};
const texts = sample.entries.flatMap(({ questions }) => questions);
const vectors = new Map<string, readonly number[]>();
for (const [index, vector] of (await cachedVectors(minilmEmbedder(), texts)).entries())
  vectors.set(texts[index] ?? '', vector);
/** The real vectors, as they are shipped: nothing here needs the model. */
const embedder: Embedder = {
  id: 'shipped',
  dimensions: 384,
  embed: async (asked) => asked.map((text) => vectors.get(text) ?? []),
};
const retrieverOf = {
  keyword: (base: KnowledgeBase): BuiltInRetriever => keywordRetriever(base),
  semantic: (base: KnowledgeBase): BuiltInRetriever => semanticRetriever(base, { embedder }),
} as const;

const share = double({ min: 0, max: 1, noNaN: true });
const slope = double({ min: 0, max: 1e6, noNaN: true });
const parameters = record({
  intercept: double({ min: -1e6, max: 1e6, noNaN: true }),
  score: slope,
  margin: slope,
  runnerUp: share,
  threshold: share,
});
const twoMatches = (first: number, second: number): readonly Match[] =>
  [first, second].map((score, index) => {
    const question = `question ${index}`;
    return { entry: { id: question, questions: [question], answer: 'answer' }, question, score };
  });

describe('confidence', () => {
  const confidence = (calibration: CalibrationParameters, best: number, second: number) =>
    confidenceOf(calibration, evidenceOf(twoMatches(best, second), calibration.runnerUp));

  test('is within 0..1, rises with the score and falls with the second score', () => {
    assert(
      property(parameters, share, share, share, (calibration, a, b, c) => {
        const [low = 0, middle = 0, high = 0] = [a, b, c].toSorted((x, y) => x - y);
        for (const value of [low, middle, high]) {
          expect(confidence(calibration, value, low)).toBeGreaterThanOrEqual(0);
          expect(confidence(calibration, value, low)).toBeLessThanOrEqual(1);
        }
        expect(confidence(calibration, high, low)).toBeGreaterThanOrEqual(confidence(calibration, middle, low));
        expect(confidence(calibration, high, low)).toBeGreaterThanOrEqual(confidence(calibration, high, middle));
      }),
      { seed, numRuns: 500 },
    );
  });

  test('counts no lead over a second that is not there', () => {
    expect(evidenceOf([], 0.4)).toEqual({ score: 0, margin: 0 });
    expect(evidenceOf(twoMatches(0.3, 0.1), 0.4)).toEqual({ score: 0.3, margin: 0 });
    expect(evidenceOf(twoMatches(1, 0).slice(0, 1), 0.4)).toEqual({ score: 1, margin: 0.6 });
  });
});

describe('logistic regression', () => {
  test('finds the coefficients that made the data', () => {
    const points = Array.from({ length: 40 }, (_, x) =>
      Array.from({ length: 40 }, (__, y) => [x / 40, y / 40] as const),
    )
      .flat()
      .flatMap(([first, second]) => {
        const share = Math.round(20 * logistic(-3 + 4 * first + 2 * second));
        return Array.from({ length: 20 }, (_, index) => ({ first, second, positive: index < share }));
      });
    const model = fitLogistic(points);
    expect(model?.intercept).toBeCloseTo(-3, 0);
    expect(model?.first).toBeCloseTo(4, 0);
    expect(model?.second).toBeCloseTo(2, 0);
  });

  test('stays finite where the classes can be separated', () => {
    const points = Array.from({ length: 60 }, (_, index) => ({
      first: index / 60,
      second: (index % 7) / 7,
      positive: index >= 30,
    }));
    const model = fitLogistic(points);
    expect(model?.first).toBeGreaterThan(0);
    expect(model?.first).toBeLessThan(100);
  });

  test('gives up where there is nothing to fit', () => {
    expect(fitLogistic([])).toBeUndefined();
    expect(fitLogistic([{ first: 1, second: 1, positive: true }])).toBeUndefined();
    expect(
      fitLogistic([0, 1, 2, 3].map((index) => ({ first: 0.5, second: index, positive: index > 1 }))),
    ).toBeUndefined();
  });

  test('never gives anything but finite numbers', () => {
    const coordinate = integer({ min: 0, max: 4 });
    const point = record({ first: coordinate, second: coordinate, positive: integer({ min: 0, max: 1 }) });
    const points = record({ a: point, b: point, c: point, d: point, e: point });
    assert(
      property(points, (drawn) => {
        const model = fitLogistic(Object.values(drawn).map((each) => ({ ...each, positive: each.positive === 1 })));
        expect(Object.values(model ?? {}).every(Number.isFinite)).toBe(true);
      }),
      { seed, numRuns: 300 },
    );
  });
});

describe.each(['keyword', 'semantic'] as const)('calibration of the %s retriever', (name) => {
  test('fitted to the sample base, 95 % of its answers to unseen questions are right', async () => {
    const retriever = retrieverOf[name](sample);
    const calibration = await fitCalibration(sample, retriever);
    expect(calibration.source).toBe('fitted');
    if (calibration.source !== 'fitted') return;
    const answered = (await leaveOneOut(sample, retriever, calibration.runnerUp)).filter(
      (asked) => confidenceOf(calibration, asked) >= (calibration.threshold ?? 1),
    );
    const precision = answered.filter(({ right }) => right).length / answered.length;
    expect(precision).toBeGreaterThanOrEqual(0.95);
    expect(calibration.precision).toBeCloseTo(precision, 9);
    expect(calibration.recall).toBeGreaterThan(0.3);
    expect(calibration.falseAnswers).toBeLessThan(0.05);
    const questions = sample.entries.reduce((sum, entry) => sum + entry.questions.length, 0);
    expect(calibration.positives + calibration.negatives).toBe(2 * questions);
    expect(calibration.precisionBound).toBeGreaterThanOrEqual(0.95);
    expect(calibration.answers).toBe(answered.length);
  });

  test('the defaults are precise too, with one phrasing for each entry', async () => {
    const retriever = retrieverOf[name](onePhrasing);
    const calibration = await fitCalibration(onePhrasing, retriever);
    expect(calibration).toEqual(defaultCalibration(name, onePhrasing.entries.length));
    const answered: boolean[] = [];
    for (const { id, questions } of sample.entries) {
      for (const question of questions.slice(1)) {
        for (const leaveOut of [undefined, { entryId: id }]) {
          const matches = await retriever.search(question, { leaveOut });
          const confidence = confidenceOf(calibration, evidenceOf(matches, calibration.runnerUp));
          if (confidence >= (calibration.threshold ?? 1)) answered.push(matches[0]?.entry.id === id);
        }
      }
    }
    expect(answered.length).toBeGreaterThan(60);
    expect(answered.filter(Boolean).length / answered.length).toBeGreaterThanOrEqual(0.95);
  });
});

describe('a base that cannot be fitted', () => {
  const entries = (length: number, questions: (index: number) => readonly string[]) =>
    Array.from({ length }, (_, index) => ({ id: `${index}`, questions: questions(index), answer: 'Yes.' }));

  test.each([
    ['of one entry', sample.entries.slice(0, 1)],
    ['of nine entries', sample.entries.slice(0, 9)],
    ['whose phrasings have nothing in common', entries(40, (index) => [`alpha${index}`, `beta${index}`])],
    ['whose entries cannot be told apart', entries(40, (index) => [`reset ${index}`, `${index} reset`])],
  ])('%s gets the defaults, or slopes that make sense', async (_, content) => {
    const base = { name: 'small', entries: content };
    const calibration = await fitCalibration(base, keywordRetriever(base));
    if (calibration.source === 'default') expect(calibration).toEqual(defaultCalibration('keyword', content.length));
    expect(calibration.score).toBeGreaterThan(0);
    expect(calibration.margin).toBeGreaterThanOrEqual(0);
    expect(calibration.threshold ?? 1).toBeGreaterThanOrEqual(0.5);
  });

  test('where a better score means a worse answer, gets the defaults', async () => {
    const backwards: BuiltInRetriever = {
      name: 'semantic',
      async search(_, { leaveOut } = {}) {
        const entry = sample.entries.find(({ id }) => id === leaveOut?.entryId) ?? sample.entries[0];
        const right = leaveOut?.question !== undefined;
        if (entry === undefined) return [];
        return [{ entry: right ? entry : { ...entry, id: 'wrong' }, question: '', score: right ? 0.2 : 0.9 }];
      },
    };
    expect(await fitCalibration(sample, backwards)).toEqual(defaultCalibration('semantic', sample.entries.length));
  });

  test('stops when it is aborted', async () => {
    const abortSignal = AbortSignal.abort();
    await expect(fitCalibration(sample, keywordRetriever(sample), { abortSignal })).rejects.toThrow('aborted');
  });
});

test.each([
  [76, 152],
  [300, 400],
  [2000, 200],
  [20_000, 100],
])('of a base of %i entries with 2 phrasings each, %i phrasings are asked', async (length, asked) => {
  const entries = Array.from({ length }, (_, index) => ({ id: `${index}`, questions: ['a', 'b'], answer: 'Yes.' }));
  const nothing: BuiltInRetriever = { name: 'keyword', search: async () => [] };
  expect(await leaveOneOut({ name: 'large', entries }, nothing, 0)).toHaveLength(2 * asked);
});
