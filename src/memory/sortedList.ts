/** Items in order. Each operation costs about the square root of their number at most. */
export interface SortedList<T> {
  /** Adds an item that is not there yet. */
  add(item: T): void;
  /** Removes the item that stands where this one does. */
  remove(item: T): void;
  /** Up to `count` items from the first one that comes after this one, or from the beginning. */
  after(item: T | undefined, count: number): readonly T[];
}

/** Beyond this many items, a chunk is cut into two. */
const longestChunk = 512;

/** A sorted list of items, no two of which are equal: an array in chunks, so that no long one is ever moved. */
export function sortedList<T>(compare: (a: T, b: T) => number): SortedList<T> {
  const chunks: T[][] = [];

  /** The first chunk whose last item does not come before this one; the last chunk where there is none. */
  const chunkOf = (item: T): number => {
    const found = firstIndex(chunks, (chunk) => isAtOrAfter(chunk.at(-1), item));
    return Math.min(found, chunks.length - 1);
  };
  const isAtOrAfter = (one: T | undefined, item: T) => one !== undefined && compare(one, item) >= 0;

  return {
    add(item) {
      const index = chunkOf(item);
      const chunk = chunks[index];
      if (chunk === undefined) {
        chunks.push([item]);
        return;
      }
      chunk.splice(
        firstIndex(chunk, (one) => isAtOrAfter(one, item)),
        0,
        item,
      );
      if (chunk.length > longestChunk) chunks.splice(index + 1, 0, chunk.splice(longestChunk / 2));
    },

    remove(item) {
      const index = chunkOf(item);
      const chunk = chunks[index];
      if (chunk === undefined) return;
      const place = firstIndex(chunk, (one) => isAtOrAfter(one, item));
      const found = chunk[place];
      if (found === undefined || compare(found, item) !== 0) return;
      chunk.splice(place, 1);
      if (chunk.length === 0) chunks.splice(index, 1);
    },

    after(item, count) {
      const found: T[] = [];
      let index = item === undefined ? 0 : Math.max(0, chunkOf(item));
      let place = item === undefined ? 0 : firstIndex(chunks[index] ?? [], (one) => compare(one, item) > 0);
      for (; index < chunks.length && found.length < count; index += 1, place = 0) {
        const chunk = chunks[index] ?? [];
        found.push(...chunk.slice(place, place + count - found.length));
      }
      return found;
    },
  };
}

/** The first index from which on `holds` is true; the length where it never is. */
function firstIndex<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
