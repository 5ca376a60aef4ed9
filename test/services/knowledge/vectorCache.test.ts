import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { parseCache } from '../../../src/services/knowledge/cacheFile.ts';
import type { Embedder } from '../../../src/services/knowledge/embedder.ts';
import { loadKnowledge } from '../../../src/services/knowledge/loadKnowledge.ts';
import { minilmEmbedder } from '../../../src/services/knowledge/minilmEmbedder.ts';
import { packageFile } from '../../../src/services/packageFile.ts';
import { sampleKnowledge } from '../../../src/services/knowledge/sampleKnowledge.ts';
import { cachedVectors, sampleVectorsFile } from '../../../src/services/knowledge/vectorCache.ts';
import { decodeVector, encodeVector, vectorKey } from '../../../src/services/knowledge/vectorCodec.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vectors-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Three numbers that depend on the text, and a count of the texts embedded. */
function counting(id = 'counting'): Embedder & { readonly embedded: string[] } {
  const embedded: string[] = [];
  return {
    id,
    dimensions: 3,
    embedded,
    async embed(texts) {
      embedded.push(...texts);
      return texts.map((text) => [text.length, text.charCodeAt(0), 0.5]);
    },
  };
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
  return dot / (Math.hypot(...a) * Math.hypot(...b));
}

describe('the shipped vectors', () => {
  test('cover every phrasing of the sample base, and no other', async () => {
    const { entries } = await loadKnowledge(sampleKnowledge());
    const { vectors: stored } = parseCache(await readFile(packageFile(sampleVectorsFile) ?? '', 'utf8'));
    const keys = entries.flatMap(({ questions }) => questions.map((question) => vectorKey(minilmEmbedder(), question)));
    expect([...stored.keys()].toSorted()).toEqual(keys.toSorted());
  });

  test('are what the embedder computes now', async () => {
    const { entries } = await loadKnowledge(sampleKnowledge());
    const texts = entries.filter((_, index) => index % 8 === 0).flatMap(({ questions }) => questions.slice(0, 1));
    const shipped = await cachedVectors(minilmEmbedder(), texts);
    const computed = await minilmEmbedder().embed(texts);
    for (const [index, vector] of shipped.entries())
      expect(cosine(vector, computed[index] ?? [])).toBeGreaterThan(0.999);
  });
});

describe("the user's cache", () => {
  test('keeps new vectors, per embedder and text, and leaves no draft behind', async () => {
    const path = join(folder, 'new', 'deep', 'vectors.json');
    const first = counting();
    expect(await cachedVectors(first, ['a', 'bb', 'a'], path)).toEqual([
      [1, 97, 0.5],
      [2, 98, 0.5],
      [1, 97, 0.5],
    ]);
    expect(first.embedded).toEqual(['a', 'bb']);
    const second = counting();
    await cachedVectors(second, ['bb', 'c'], path);
    expect(second.embedded).toEqual(['c']);
    const other = counting('other');
    await cachedVectors(other, ['bb'], path);
    expect(other.embedded).toEqual(['bb']);
    expect(await readdir(join(folder, 'new', 'deep'))).toEqual(['vectors.json']);
  });

  test.each([
    ['text', 'not JSON'],
    ['other JSON', '[1, 2]'],
    ['another version', '{"version":2,"vectors":{}}'],
    [
      'a vector too short',
      JSON.stringify({ version: 1, vectors: { [vectorKey(counting(), 'a')]: encodeVector([1]) } }),
    ],
    [
      'no numbers',
      JSON.stringify({ version: 1, vectors: { [vectorKey(counting(), 'a')]: encodeVector([NaN, 1, 1]) } }),
    ],
  ])('that is broken (%s) is ignored, and mended', async (_, content) => {
    const path = join(folder, 'broken.json');
    await writeFile(path, content);
    expect(await cachedVectors(counting(), ['a'], path)).toEqual([[1, 97, 0.5]]);
    const again = counting();
    await cachedVectors(again, ['a'], path);
    expect(again.embedded).toEqual([]);
  });

  test('that cannot be written is ignored', async () => {
    const path = join(folder, 'a-folder');
    await mkdir(join(path, 'inside'), { recursive: true });
    await writeFile(join(folder, 'a-file'), '');
    expect(await cachedVectors(counting(), ['a'], path)).toEqual([[1, 97, 0.5]]);
    expect(await cachedVectors(counting(), ['a'], join(folder, 'a-file', 'vectors.json'))).toEqual([[1, 97, 0.5]]);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('is not harmed by writers at the same time', async () => {
    const path = join(folder, 'shared.json');
    await Promise.all(['a', 'b', 'c', 'd'].map((text) => cachedVectors(counting(), [text], path)));
    expect(parseCache(await readFile(path, 'utf8')).vectors.size).toBeGreaterThan(0);
  });
});

test('a vector survives its encoding', () => {
  const vector = [0, -1, 0.5, 3.25];
  expect(decodeVector(encodeVector(vector), 4)).toEqual(vector);
  expect(decodeVector(encodeVector(vector), 3)).toBeUndefined();
});
