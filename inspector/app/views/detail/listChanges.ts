/** An item that is not the same any more; where one of the indexes is missing, it was added or removed. */
export interface ItemChange {
  readonly before?: number;
  readonly after?: number;
}

/** Lists whose differing parts have more pairs of items than this are compared place by place. */
const mostPairs = 250_000;

/** Returns the differences between two lists. Items that are equal stay, wherever they moved to with the others around them. */
export function listChanges(before: readonly unknown[], after: readonly unknown[]): readonly ItemChange[] {
  const [old, young] = [before.map(textOf), after.map(textOf)];
  const shorter = Math.min(old.length, young.length);
  let start = 0;
  while (start < shorter && old[start] === young[start]) start += 1;
  let end = 0;
  while (end < shorter - start && old.at(-1 - end) === young.at(-1 - end)) end += 1;

  const [oldEnd, youngEnd] = [old.length - end, young.length - end];
  const changes: ItemChange[] = [];
  let [from, to] = [start, start];
  const change = (oldTo: number, youngTo: number) => {
    for (; from < oldTo || to < youngTo; from += 1, to += 1) {
      changes.push({ ...(from < oldTo && { before: from }), ...(to < youngTo && { after: to }) });
    }
  };
  for (const [index, other] of matches(old.slice(start, oldEnd), young.slice(start, youngEnd))) {
    change(start + index, start + other);
    [from, to] = [start + index + 1, start + other + 1];
  }
  change(oldEnd, youngEnd);
  return changes;
}

function textOf(item: unknown): string {
  return JSON.stringify(item) ?? '';
}

/** The longest common subsequence, as pairs of indexes. */
function matches(old: readonly string[], young: readonly string[]): readonly (readonly [number, number])[] {
  if (old.length * young.length > mostPairs) return [];
  const width = young.length + 1;
  /** How many items the rests of both lists have in common. */
  const common = new Uint32Array((old.length + 1) * width);
  const commonAt = (index: number, other: number) => common[index * width + other] ?? 0;
  for (let index = old.length - 1; index >= 0; index -= 1) {
    for (let other = young.length - 1; other >= 0; other -= 1) {
      common[index * width + other] =
        old[index] === young[other]
          ? commonAt(index + 1, other + 1) + 1
          : Math.max(commonAt(index + 1, other), commonAt(index, other + 1));
    }
  }
  const found: (readonly [number, number])[] = [];
  let [index, other] = [0, 0];
  while (index < old.length && other < young.length) {
    if (old[index] === young[other]) {
      found.push([index, other]);
      index += 1;
      other += 1;
    } else if (commonAt(index + 1, other) >= commonAt(index, other + 1)) index += 1;
    else other += 1;
  }
  return found;
}
