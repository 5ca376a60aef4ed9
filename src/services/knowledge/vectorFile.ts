import { createHash } from 'node:crypto';

import { z } from 'zod';

import type { Embedder } from './embedder.ts';

/** Base64 of little-endian 32-bit floats, by `embedder id:sha256 of the text`. */
export type EncodedVectors = ReadonlyMap<string, string>;

const FileSchema = z.object({ version: z.literal(1), vectors: z.record(z.string(), z.string()) });

/** The key under which the vector of a text is stored. */
export function vectorKey(embedder: Embedder, text: string): string {
  return `${embedder.id}:${createHash('sha256').update(text).digest('hex')}`;
}

export function encodeVector(vector: readonly number[]): string {
  const bytes = new DataView(new ArrayBuffer(vector.length * 4));
  for (const [index, value] of vector.entries()) bytes.setFloat32(index * 4, value, true);
  return Buffer.from(bytes.buffer).toString('base64');
}

/** `undefined` where this is not a vector of that length. */
export function decodeVector(encoded: string, dimensions: number): readonly number[] | undefined {
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length !== dimensions * 4) return undefined;
  const vector = Array.from({ length: dimensions }, (_, index) => bytes.readFloatLE(index * 4));
  return vector.every(Number.isFinite) ? vector : undefined;
}

/** One vector per line, so that a changed question changes one line. */
export function formatVectorFile(vectors: EncodedVectors): string {
  const sorted = [...vectors].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ version: 1, vectors: Object.fromEntries(sorted) }).replaceAll('","', '",\n"')}\n`;
}

/** Empty where the text is not a vector file. */
export function parseVectorFile(text: string): EncodedVectors {
  try {
    const parsed = FileSchema.safeParse(JSON.parse(text));
    return new Map(parsed.success ? Object.entries(parsed.data.vectors) : []);
  } catch {
    return new Map();
  }
}
