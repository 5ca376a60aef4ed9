import { addToCache, readCache } from './cacheFile.ts';
import type { Embedder } from './embedder.ts';
import { packageFile } from '../packageFile.ts';
import { takingTurns } from './takingTurns.ts';
import { decodeVector, encodeVector, vectorKey } from './vectorCodec.ts';

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
  const shipped = await readCache(packageFile(sampleVectorsFile));
  const cached = await readCache(cachePath);
  const othersTurn = takingTurns();
  const vectors = new Map<string, readonly number[]>();
  for (const text of texts) {
    await othersTurn();
    const key = vectorKey(embedder, text);
    const vector = decodeVector(cached.vectors.get(key) ?? shipped.vectors.get(key) ?? '', embedder.dimensions);
    if (vector !== undefined) vectors.set(text, vector);
  }
  const missing = [...new Set(texts.filter((text) => !vectors.has(text)))];
  if (missing.length > 0) {
    const made = await checkedVectors(embedder, missing);
    for (const [index, text] of missing.entries()) vectors.set(text, made[index] ?? []);
    if (cachePath !== undefined) {
      const added = missing.map((text, index) => [vectorKey(embedder, text), encodeVector(made[index] ?? [])] as const);
      await addToCache(cachePath, { vectors: new Map(added) });
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
