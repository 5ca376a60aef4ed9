import { edgeKey, type Layout, type Route } from './chart.ts';
import type { PathStep } from './path.ts';

/** All steps that an execution took over one edge, and where they are drawn. */
export interface Taken {
  readonly key: string;
  readonly route: Route;
  /** In order; the last one gives the tone. */
  readonly steps: readonly [PathStep, ...PathStep[]];
}

export function takenEdges(layout: Layout, path: readonly PathStep[]): readonly Taken[] {
  return [...Map.groupBy(path, edgeKey)].flatMap(([key, [first, ...rest]]) => {
    if (first === undefined) return [];
    const route = layout.routes.get(key) ?? layout.route(first.from, first.to);
    return route === undefined ? [] : [{ key, route, steps: [first, ...rest] }];
  });
}

/** Returns the text of the mark: `4`, `4, 6`, or `4 … 9`. */
export function markText({ steps }: Taken): string {
  const [first, ...rest] = steps;
  const last = rest.at(-1);
  if (last === undefined) return String(first.seq);
  return `${first.seq}${rest.length === 1 ? ', ' : ' … '}${last.seq}`;
}

/** The step that a click selects: the next one on this edge, round and round. */
export function nextStep({ steps }: Taken, selected: number | undefined): PathStep {
  const index = steps.findIndex(({ seq }) => seq === selected);
  return steps[(index + 1) % steps.length] ?? steps[0];
}

/** `12`, `1.2k`: what fits on a line. */
export function countText(count: number): string {
  if (count < 1_000) return String(count);
  return count < 99_500 ? `${(count / 1_000).toFixed(count < 9_950 ? 1 : 0)}k` : `${Math.round(count / 1_000)}k`;
}

/** An edge that several executions took, all together `count` times. */
export interface Counted {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly route: Route;
  /** How thick its line is: 1.5 to 6. */
  readonly width: number;
}

export function countedEdges(layout: Layout, counts: ReadonlyMap<string, number>): readonly Counted[] {
  const most = Math.max(1, ...counts.values());
  return [...counts].flatMap(([key, count]) => {
    const [from = '', to = ''] = key.split('->');
    const route = layout.routes.get(key) ?? layout.route(from === '' ? null : from, to);
    return route === undefined ? [] : [{ key, from, to, count, route, width: 1.5 + 4.5 * Math.sqrt(count / most) }];
  });
}
