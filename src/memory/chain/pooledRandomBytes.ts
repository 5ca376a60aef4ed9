import { fillRandom } from '../../platform/node.ts';

const pool = new Uint8Array(4_096);
let used = pool.length;

/** Unpredictable bytes, at most 4,096 at a time. Asking the system for many at once is what makes them cheap. */
export function pooledRandomBytes(size: number): Uint8Array {
  if (used + size > pool.length) {
    fillRandom(pool);
    used = 0;
  }
  const start = used;
  used += size;
  return pool.slice(start, used);
}
