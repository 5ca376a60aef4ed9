import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { phaseOf } from '../../../src/machines/stateName.ts';
import { edgeKey } from './chart.ts';

/** How a step looks: its colour, its line and the shape of its number. */
export type Tone = 'escalate' | 'execute' | 'capped' | 'failed' | 'neutral';

/** One step of the path that an execution took. */
export interface PathStep {
  readonly seq: number;
  /** `null`: the entry. */
  readonly from: string | null;
  readonly to: string;
  readonly tone: Tone;
}

/** The steps up to a position, that one included. */
export function pathOf(records: readonly TransitionRecord[], position: number): readonly PathStep[] {
  return records
    .filter(({ seq }) => seq <= position)
    .map((record) => ({ seq: record.seq, from: record.from, to: record.to, tone: toneOf(record) }));
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

export function toneOf({ event, from, to }: TransitionRecord): Tone {
  if (to === 'failed') return 'failed';
  if (to === 'cancelled' || event.type === 'xstate.init') return 'neutral';
  if (event.type === 'escalate' || phaseOf(to) === 'escalating') return 'escalate';
  if (from === to) return 'error' in event ? 'failed' : 'neutral';
  return phaseOf(to) === 'capped' || phaseOf(from) === 'capped' ? 'capped' : 'execute';
}
