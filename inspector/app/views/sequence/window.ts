export interface Window {
  /** The first item to draw, and the one after the last. */
  readonly start: number;
  readonly end: number;
  /** Pixels of what is left out above and below. */
  readonly above: number;
  readonly below: number;
}

/** Which of the items, whose tops are `offsets` and whose end is the last of these, are in sight. */
export function windowOf(offsets: readonly number[], scrollTop: number, height: number, overscan: number): Window {
  const count = offsets.length - 1;
  const total = offsets[count] ?? 0;
  const first = firstBelow(offsets, scrollTop - overscan);
  const start = Math.max(0, Math.min(count, first) - 1);
  const end = Math.max(start, Math.min(count, firstBelow(offsets, scrollTop + height + overscan)));
  return { start, end, above: offsets[start] ?? 0, below: total - (offsets[end] ?? total) };
}

/** The index of the first offset that is greater. */
function firstBelow(offsets: readonly number[], limit: number): number {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
