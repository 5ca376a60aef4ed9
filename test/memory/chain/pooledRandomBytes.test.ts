import { expect, test } from 'vitest';

import { pooledRandomBytes } from '../../../src/memory/chain/pooledRandomBytes.ts';

/** Sizes that do not divide the pool, through which this goes several times. */
const sizes = Array.from({ length: 600 }, (_, index) => 16 * (1 + (index % 5)));

test('no bytes are given out twice, and as many as were asked for', () => {
  const seen = new Set<string>();
  for (const size of sizes) {
    const bytes = pooledRandomBytes(size);
    expect(bytes).toHaveLength(size);
    for (let at = 0; at < size; at += 16) seen.add(Buffer.from(bytes.subarray(at, at + 16)).toString('hex'));
  }
  expect(seen.size).toBe(sizes.reduce((sum, size) => sum + size / 16, 0));
});

test('bytes that were given out stay as they are', () => {
  const bytes = pooledRandomBytes(16);
  const before = Buffer.from(bytes).toString('hex');
  for (const size of sizes) pooledRandomBytes(size);
  expect(Buffer.from(bytes).toString('hex')).toBe(before);
});
