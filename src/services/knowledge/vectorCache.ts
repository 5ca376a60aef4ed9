import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { Embedder } from './embedder.ts';
import { packageFile } from './packageFile.ts';
import { decodeVector, encodeVector, type EncodedVectors, formatVectorFile, parseVectorFile, vectorKey } from './vectorFile.ts';

/** The vectors of the sample knowledge base, shipped with the package and made by `scripts/embed-sample.ts`. */
export const sampleVectorsFile = 'knowledge/support.vectors.json';

/**
 * The vectors of texts, in order: from the vectors shipped with this package, from the file `cachePath` if given, and
 * for all other texts from the embedder, in one call. New vectors are added to `cachePath` in one atomic step. A cache
 * that is missing, broken or cannot be written only costs the time to embed again.
 */
export async function cachedVectors(
  embedder: Embedder,
  texts: readonly string[],
  cachePath?: string,
): Promise<readonly (readonly number[])[]> {
  const stored = new Map([...(await readVectors(packageFile(sampleVectorsFile))), ...(await readVectors(cachePath))]);
  const vectors = new Map<string, readonly number[]>();
  for (const text of texts) {
    const vector = decodeVector(stored.get(vectorKey(embedder, text)) ?? '', embedder.dimensions);
    if (vector !== undefined) vectors.set(text, vector);
  }
  const missing = [...new Set(texts.filter((text) => !vectors.has(text)))];
  if (missing.length > 0) {
    const made = await checkedVectors(embedder, missing);
    for (const [index, text] of missing.entries()) vectors.set(text, made[index] ?? []);
    if (cachePath !== undefined) {
      const added = missing.map((text, index) => [vectorKey(embedder, text), encodeVector(made[index] ?? [])] as const);
      await writeVectors(cachePath, new Map([...(await readVectors(cachePath)), ...added]));
    }
  }
  return texts.map((text) => vectors.get(text) ?? []);
}

/** @throws TypeError where the embedder does not keep its contract. */
export async function checkedVectors(
  embedder: Embedder,
  texts: readonly string[],
): Promise<readonly (readonly number[])[]> {
  const vectors = await embedder.embed(texts);
  const { id, dimensions } = embedder;
  const valid =
    vectors.length === texts.length &&
    vectors.every((vector) => vector.length === dimensions && vector.every(Number.isFinite));
  if (valid) return vectors;
  throw new TypeError(
    `Embedder '${id}' was given ${texts.length} texts and did not return as many vectors of ${dimensions} finite numbers. Correct it, or its \`dimensions\`.`,
  );
}

async function readVectors(path: string | undefined): Promise<EncodedVectors> {
  if (path === undefined) return new Map();
  try {
    return parseVectorFile(await readFile(path, 'utf8'));
  } catch {
    return new Map();
  }
}

async function writeVectors(path: string, vectors: EncodedVectors): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(draft, formatVectorFile(vectors));
    await rename(draft, path);
  } catch {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}
