import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { z } from 'zod';

import type { Calibration } from './calibration.ts';
import { CalibrationSchema } from './calibrationSchema.ts';
import type { EncodedVectors } from './vectorCodec.ts';

/** What is kept between two starts, because it takes long to make. */
export interface CacheContent {
  readonly vectors: EncodedVectors;
  readonly calibrations: ReadonlyMap<string, Calibration>;
}

const FileSchema = z.object({
  version: z.literal(1),
  vectors: z.record(z.string(), z.string()).optional().catch(undefined),
  calibrations: z.record(z.string(), CalibrationSchema).optional().catch(undefined),
});

/** One vector per line, so that a changed question changes one line. */
export function formatCache({ vectors, calibrations }: Partial<CacheContent>): string {
  const file = {
    version: 1,
    ...(calibrations !== undefined && calibrations.size > 0 && { calibrations: sorted(calibrations) }),
    ...(vectors !== undefined && { vectors: sorted(vectors) }),
  };
  return `${JSON.stringify(file).replaceAll('","', '",\n"')}\n`;
}

/** Empty where the text is not a cache. */
export function parseCache(text: string): CacheContent {
  const { vectors = {}, calibrations = {} } = contentOf(text);
  return { vectors: new Map(Object.entries(vectors)), calibrations: new Map(Object.entries(calibrations)) };
}

/** Empty where there is no such file, or it cannot be read. */
export async function readCache(path: string | undefined): Promise<CacheContent> {
  if (path === undefined) return parseCache('');
  return parseCache(await readFile(path, 'utf8').catch(() => ''));
}

/** Adds to what a file keeps, in one atomic step. A file that cannot be written only costs the time to make it again. */
export async function addToCache(path: string, added: Partial<CacheContent>): Promise<void> {
  const kept = await readCache(path);
  const content = {
    vectors: new Map([...kept.vectors, ...(added.vectors ?? [])]),
    calibrations: new Map([...kept.calibrations, ...(added.calibrations ?? [])]),
  };
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(draft, formatCache(content));
    await rename(draft, path);
  } catch {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

function contentOf(text: string): Partial<z.infer<typeof FileSchema>> {
  try {
    return FileSchema.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}

function sorted<T>(map: ReadonlyMap<string, T>): Readonly<Record<string, T>> {
  return Object.fromEntries([...map].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
