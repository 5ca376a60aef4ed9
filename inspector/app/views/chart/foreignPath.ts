import { isObject } from '../../../../src/machines/checks.ts';
import type { ForeignStep } from '../../../protocol.ts';
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

/** A state value as people write it: `work.review`, and the states of parallel regions side by side. */
export function stateText(value: unknown): string {
  return leavesOf(value).join(', ');
}

/** The last steps that are drawn: more of them would lie on top of each other. */
export const mostSteps = 200;

/** The moves of a foreign actor up to a position, told by what its state values became. */
export function foreignPathOf(chart: Chart, steps: readonly ForeignStep[], position: number): readonly PathStep[] {
  const movesBetween = moveFinder(chart);
  const known = steps.flatMap(({ index, event, snapshot }) =>
    snapshot?.value === undefined || index > position ? [] : [{ index, event: event.type, snapshot }],
  );
  const shown = known.slice(-mostSteps - 1);
  return shown.flatMap(({ index, event, snapshot: { value, status } }, place): readonly PathStep[] => {
    const after = leavesOf(value);
    const tone = status === 'error' ? 'failed' : 'neutral';
    const before = shown[place - 1];
    if (before === undefined && known.length > shown.length) return [];
    const moves =
      before === undefined
        ? after.map((to) => ({ from: null, to }))
        : movesBetween(leavesOf(before.snapshot.value), after, event);
    return moves.map(({ from, to }) => ({ seq: index, from, to, tone }));
  });
}
