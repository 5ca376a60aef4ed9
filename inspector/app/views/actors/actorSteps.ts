import type { ForeignStep } from '../../../protocol.ts';
import { stateText } from '../chart/foreignPath.ts';
import { stateChange } from '../detail/ChangeList.tsx';
import { contextDiff, type ContextChange } from '../detail/contextDiff.ts';

/** The step at a position, or the last one before it: the numbers of steps may have gaps. */
export function stepAt(steps: readonly ForeignStep[], position: number): ForeignStep | undefined {
  return steps.findLast(({ index }) => index <= position);
}

/** The last step up to a position at which the actor's snapshot is known. */
export function knownAt(steps: readonly ForeignStep[], position: number): ForeignStep | undefined {
  return steps.findLast(({ index, snapshot }) => index <= position && snapshot !== undefined);
}

/** Returns the differences between two snapshots of an actor: its state, and everything that it holds. */
export function snapshotChanges(
  before: ForeignStep['snapshot'],
  after: NonNullable<ForeignStep['snapshot']>,
): readonly ContextChange[] {
  const { value: left, ...old } = before ?? {};
  const { value: entered, ...held } = after;
  const state =
    entered === undefined ? [] : stateChange(left === undefined ? null : stateText(left), stateText(entered));
  return [...state, ...contextDiff(old, held)];
}
