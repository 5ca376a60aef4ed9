import type { TransitionRecord } from '../../../../src/machines/executionTypes.ts';
import { type WayTone, wayToneOf } from '../../../../src/words/wayTone.ts';
import { edgeKey } from './chart.ts';

/** One step of the path that an execution took. */
export interface PathStep {
  readonly seq: number;
  /** `null`: the entry. */
  readonly from: string | null;
  readonly to: string;
  readonly tone: WayTone;
}

/** The steps up to a position, that one included. */
export function pathOf(records: readonly TransitionRecord[], position: number): readonly PathStep[] {
  return records
    .filter(({ seq }) => seq <= position)
    .map((record) => ({ seq: record.seq, from: record.from, to: record.to, tone: wayToneOf(record) }));
}

/** How often each edge was taken, by its key, over several executions. */
export function countsOf(executions: readonly (readonly TransitionRecord[])[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { from, to } of executions.flat()) {
    const key = edgeKey({ from, to });
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
