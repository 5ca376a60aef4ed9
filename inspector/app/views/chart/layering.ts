export interface Link {
  readonly from: string;
  readonly to: string;
}

/**
 * Sets states in rows: each as far down as its longest way from the first one, ways back left aside. In a row they
 * stand where their neighbours of the row before pull them.
 */
export function layersOf(ids: readonly string[], links: readonly Link[]): readonly (readonly string[])[] {
  const forward = withoutWaysBack(ids, links);
  const rank = ranksOf(ids, forward);
  const rows = [...Map.groupBy(ids, (id) => rank.get(id) ?? 0)].toSorted(([a], [b]) => a - b).map(([, row]) => row);
  for (let sweep = 0; sweep < 4; sweep += 1) {
    for (let index = 1; index < rows.length; index += 1) order(rows, index, index - 1, forward);
    for (let index = rows.length - 2; index >= 0; index -= 1) order(rows, index, index + 1, forward);
  }
  return rows;
}

/** The links that remain when those that close a circle, seen from the first state on, are taken away. */
function withoutWaysBack(ids: readonly string[], links: readonly Link[]): readonly Link[] {
  const linksFrom = Map.groupBy(links, ({ from }) => from);
  const state = new Map<string, 'open' | 'left'>();
  const kept: Link[] = [];
  const visit = (id: string) => {
    state.set(id, 'open');
    for (const link of linksFrom.get(id) ?? []) {
      if (state.get(link.to) === 'open') continue;
      kept.push(link);
      if (!state.has(link.to)) visit(link.to);
    }
    state.set(id, 'left');
  };
  for (const id of ids) if (!state.has(id)) visit(id);
  return kept;
}

function ranksOf(ids: readonly string[], links: readonly Link[]): ReadonlyMap<string, number> {
  const rank = new Map<string, number>();
  const linksTo = Map.groupBy(links, ({ to }) => to);
  const rankOf = (id: string): number => {
    const known = rank.get(id);
    if (known !== undefined) return known;
    const found = Math.max(-1, ...(linksTo.get(id) ?? []).map(({ from }) => rankOf(from))) + 1;
    rank.set(id, found);
    return found;
  };
  for (const id of ids) rankOf(id);
  return rank;
}

function order(rows: (readonly string[])[], index: number, beside: number, links: readonly Link[]): void {
  const place = new Map((rows[beside] ?? []).map((id, position) => [id, position] as const));
  const pull = new Map(
    (rows[index] ?? []).map((id, position) => {
      const places = links.flatMap(
        ({ from, to }) => (to === id ? place.get(from) : from === id ? place.get(to) : undefined) ?? [],
      );
      const mean = places.reduce((sum, value) => sum + value, 0) / places.length;
      return [id, places.length === 0 ? position : mean] as const;
    }),
  );
  rows[index] = (rows[index] ?? []).toSorted((a, b) => (pull.get(a) ?? 0) - (pull.get(b) ?? 0));
}
