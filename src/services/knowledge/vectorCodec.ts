import { createHash } from 'node:crypto';

import type { Embedder } from './embedder.ts';

/** Base64 of little-endian 32-bit floats, by `embedder id:sha256 of the text`. */
export type EncodedVectors = ReadonlyMap<string, string>;

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
