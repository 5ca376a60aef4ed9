/** Numbers that follow from a seed alone. */
export interface Random {
  /** An integer from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  /** A number from 0 up to, but not including, 1. */
  share(): number;
  /** True with this probability, 0..1. */
  chance(probability: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
  bytes(size: number): Uint8Array;
}

/** Mulberry32 by Tommy Ettinger (2017, public domain): 32 bits of state, the seed is where it begins. */
export function createRandom(seed: number): Random {
  let state = seed | 0;

  function next(): number {
    state = (state + 0x6d_2b_79_f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return (bits ^ (bits >>> 14)) >>> 0;
  }

  const share = () => next() / 2 ** 32;
  const integer = (min: number, max: number) => min + Math.floor(share() * (max - min + 1));

  return {
    integer,
    share,
    chance: (probability) => share() < probability,
    pick: (items) => items[integer(0, items.length - 1)] ?? items[0],
    bytes: (size) => Uint8Array.from({ length: size }, () => next() & 0xff),
  };
}
