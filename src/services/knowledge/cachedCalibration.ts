import { createHash } from 'node:crypto';

import type { BuiltInRetriever, Calibration } from './calibration.ts';
import { type CacheContent, addToCache, readCache } from './cacheFile.ts';
import { fitCalibration } from './fitCalibration.ts';
import type { KnowledgeBase } from './knowledgeBase.ts';
import { packageFile } from '../packageFile.ts';

/** The calibrations of the sample knowledge base, shipped with the package and made by `scripts/embed-sample.ts`. */
export const sampleCalibrationFile = 'knowledge/support.calibration.json';

/** Raise it where scores or the fit change: calibrations that are kept are worth nothing then. */
const version = 2;

/** Returns the cache key of a fitted calibration. Equal entries, retriever and embedder give an equal key. */
export function calibrationKey({ entries }: KnowledgeBase, retriever: string): string {
  const content = entries.map(({ id, questions, answer }) => [id, questions, answer]);
  return `${version}:${retriever}:${createHash('sha256').update(JSON.stringify(content)).digest('hex')}`;
}

/**
 * The calibration fitted to a base: from those shipped with this package, from the file `cachePath` if given, or fitted
 * now and then added to that file.
 */
export async function cachedCalibration(
  base: KnowledgeBase,
  retriever: BuiltInRetriever,
  { key, cachePath }: { readonly key: string; readonly cachePath?: string | undefined },
): Promise<Calibration> {
  for (const path of [packageFile(sampleCalibrationFile), cachePath]) {
    const { calibrations }: CacheContent = await readCache(path);
    const kept = calibrations.get(key);
    if (kept !== undefined) return kept;
  }
  const calibration = await fitCalibration(base, retriever);
  if (cachePath !== undefined && calibration.source === 'fitted') {
    await addToCache(cachePath, { calibrations: new Map([[key, calibration]]) });
  }
  return calibration;
}
