import { isObject } from '../../../src/machines/checks.ts';
import type { ForeignStep } from '../../protocol.ts';
import type { Chart, ChartEdge } from './chart.ts';
import type { PathStep } from './path.ts';

const maxDepth = 24;

/** The innermost states of a state value, as paths: `{ red: 'walk' }` is `red.walk`. What is no state value has none. */
export function leavesOf(value: unknown, prefix = '', depth = 0): readonly string[] {
  if (typeof value === 'string') return [prefix + value];
  if (!isObject(value) || Array.isArray(value) || depth > maxDepth) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    isObject(inner) && Object.keys(inner).length === 0
      ? [prefix + key]
      : leavesOf(inner, `${prefix}${key}.`, depth + 1),
  );
}

/** The moves of a foreign actor up to a position, told by what its state values became. */
export function foreignPathOf({ edges }: Chart, steps: readonly ForeignStep[], position: number): readonly PathStep[] {
  const path: PathStep[] = [];
  let before: readonly string[] | undefined;
  for (const { index, event, snapshot } of steps) {
    if (index > position) break;
    if (snapshot?.value === undefined) continue;
    const after = leavesOf(snapshot.value);
    const tone = snapshot.status === 'error' ? 'failed' : 'neutral';
    for (const { from, to } of movesBetween(edges, before, after, event.type))
      path.push({ seq: index, from, to, tone });
    before = after;
  }
  return path;
}

interface Move {
  readonly from: string | null;
  readonly to: string;
}

function movesBetween(
  edges: readonly ChartEdge[],
  before: readonly string[] | undefined,
  after: readonly string[],
  event: string,
): readonly Move[] {
  if (before === undefined) return after.map((to) => ({ from: null, to }));
  const [left, entered] = [before.filter((id) => !after.includes(id)), after.filter((id) => !before.includes(id))];
  const fits = ({ from, to }: Move, sources: readonly string[], targets: readonly string[]) =>
    sources.some((id) => isWithin(id, from)) && targets.some((id) => isWithin(id, to));
  const known = edges.filter(({ triggers }) => triggers.some((trigger) => trigger.event === event));
  if (entered.length === 0)
    return known.filter((edge) => edge.from === edge.to && fits(edge, after, after)).slice(0, 1);
  const named = known.filter((edge) => edge.from !== '' && fits(edge, left, entered)).slice(0, 1);
  if (named.length > 0) return named;
  const possible = edges.find((edge) => edge.from !== '' && fits(edge, left, entered));
  return entered.map((to, index) => possible ?? { from: left[index] ?? left[0] ?? null, to });
}

function isWithin(id: string, around: string | null): boolean {
  return id === around || id.startsWith(`${around ?? ''}.`);
}
