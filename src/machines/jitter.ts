/**
 * A delay of which up to a half is taken away, so that callers who failed together do not come back together ("equal
 * jitter" in the AWS Architecture Blog, Exponential Backoff And Jitter, 2015). The same seed gives the same delay: the
 * machine knows no chance, and a replay must come to the same time.
 *
 * @param delay Milliseconds, 0 or more.
 * @returns Whole milliseconds from a half of `delay` up to `delay`.
 */
export function jitter(delay: number, seed: string): number {
  return Math.round(delay * (1 - hash(seed) / 2 ** 33));
}

/** FNV-1a, 32 bits, with the finalizer of MurmurHash3: the plain hash leaves the high bits of similar seeds alike. */
function hash(text: string): number {
  let state = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01_00_01_93);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85_eb_ca_6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2_b2_ae_35);
  return (state ^ (state >>> 16)) >>> 0;
}
