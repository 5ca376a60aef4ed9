import { isObject } from '../../../src/machines/checks.ts';
import type { ForeignStep } from '../../protocol.ts';
import type { Chart } from './chart.ts';
import type { PathStep } from './path.ts';
import { moveFinder } from './takenMoves.ts';

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
export function foreignPathOf(chart: Chart, steps: readonly ForeignStep[], position: number): readonly PathStep[] {
  const movesBetween = moveFinder(chart);
  const path: PathStep[] = [];
  let before: readonly string[] | undefined;
  for (const { index, event, snapshot } of steps) {
    if (index > position) break;
    if (snapshot?.value === undefined) continue;
    const after = leavesOf(snapshot.value);
    const tone = snapshot.status === 'error' ? 'failed' : 'neutral';
    const moves =
      before === undefined ? after.map((to) => ({ from: null, to })) : movesBetween(before, after, event.type);
    for (const { from, to } of moves) path.push({ seq: index, from, to, tone });
    before = after;
  }
  return path;
}
