import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import {
  cachedCalibration,
  calibrationKey,
  sampleCalibrationFile,
} from '../../../src/services/knowledge/cachedCalibration.ts';
import { addToCache, parseCache, readCache } from '../../../src/services/knowledge/cacheFile.ts';
import { fitCalibration } from '../../../src/services/knowledge/fitCalibration.ts';
import { keywordRetriever } from '../../../src/services/knowledge/keywordRetriever.ts';
import { knowledgeAgent } from '../../../src/services/knowledge/knowledgeAgent.ts';
import type { KnowledgeBase } from '../../../src/services/knowledge/knowledgeBase.ts';
import { loadKnowledge } from '../../../src/services/knowledge/loadKnowledge.ts';
import { minilmEmbedder } from '../../../src/services/knowledge/minilmEmbedder.ts';
import { packageFile } from '../../../src/services/packageFile.ts';
import type { BuiltInRetriever } from '../../../src/services/knowledge/calibration.ts';
import { sampleKnowledge } from '../../../src/services/knowledge/sampleKnowledge.ts';
import { semanticRetriever } from '../../../src/services/knowledge/semanticRetriever.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calibration-'));
});
afterAll(() => rm(folder, { recursive: true }));

const sample = await loadKnowledge(sampleKnowledge());
const half: KnowledgeBase = { name: 'half', entries: sample.entries.slice(0, 38) };

/** Counts its searches. */
function counting(base: KnowledgeBase): BuiltInRetriever & { searches: number } {
  const inner = keywordRetriever(base);
  return {
    name: 'keyword',
    searches: 0,
    search(query, options) {
      this.searches += 1;
      return inner.search(query, options);
    },
  };
}

describe('the shipped calibrations', () => {
  test.each([
    ['keyword', () => keywordRetriever(sample)],
    ['semantic:minilm-l6-v2', () => semanticRetriever(sample, { embedder: minilmEmbedder() })],
  ])('of %s is what a fresh fit gives', async (name, make) => {
    const retriever = counting(sample);
    const shipped = await cachedCalibration(sample, retriever, { key: calibrationKey(sample, name) });
    expect(retriever.searches, 'Run: node scripts/embed-sample.ts').toBe(0);
    const fitted = await fitCalibration(sample, make());
    expect(fitted.source).toBe('fitted');
    const rounded = (value: unknown) => (typeof value === 'number' ? value.toFixed(6) : value);
    const comparable = (of: object) =>
      Object.fromEntries(Object.entries(of).map(([key, value]) => [key, rounded(value)]));
    expect(comparable(shipped)).toEqual(comparable(fitted));
  });

  test('are what the agents use', async () => {
    const { calibration } = await knowledgeAgent({ agentId: 'a', knowledge: sample }).prepare();
    const { calibrations } = await readCache(packageFile(sampleCalibrationFile));
    expect([...calibrations.values()]).toContainEqual(calibration);
  });
});

describe("the user's cache", () => {
  const key = calibrationKey(half, 'keyword');

  test('keeps a fitted calibration beside the vectors', async () => {
    const cachePath = join(folder, 'new', 'cache.json');
    await addToCache(cachePath, { vectors: new Map([['k', 'v']]) });
    const first = counting(half);
    const fitted = await cachedCalibration(half, first, { key, cachePath });
    expect(first.searches).toBeGreaterThan(0);
    await addToCache(cachePath, { vectors: new Map([['l', 'w']]) });
    const second = counting(half);
    expect(await cachedCalibration(half, second, { key, cachePath })).toEqual(fitted);
    expect(second.searches).toBe(0);
    expect(parseCache(await readFile(cachePath, 'utf8')).vectors).toEqual(
      new Map([
        ['k', 'v'],
        ['l', 'w'],
      ]),
    );
  });

  test('of broken calibrations costs a fit, and keeps the vectors', async () => {
    const cachePath = join(folder, 'broken.json');
    await writeFile(
      cachePath,
      JSON.stringify({ version: 1, vectors: { k: 'v' }, calibrations: { [key]: { score: -1 } } }),
    );
    expect((await readCache(cachePath)).vectors.size).toBe(1);
    const retriever = counting(half);
    expect((await cachedCalibration(half, retriever, { key, cachePath })).source).toBe('fitted');
    expect(retriever.searches).toBeGreaterThan(0);
  });
});

test('another question, answer, entry, order or retriever is another key', () => {
  const [a, b, c] = sample.entries;
  if (a === undefined || b === undefined || c === undefined) throw new Error('The sample base is too small.');
  const bases = [
    [a, b],
    [b, a],
    [a, c],
    [{ ...a, answer: 'No.' }, b],
    [{ ...a, questions: ['Why?'] }, b],
  ];
  const keys = bases.flatMap((entries) =>
    ['keyword', 'semantic:x', 'semantic:y'].map((name) => calibrationKey({ name: 'n', entries }, name)),
  );
  expect(new Set(keys).size).toBe(keys.length);
  expect(calibrationKey({ name: 'm', entries: [a, b] }, 'keyword')).toBe(keys[0]);
});
