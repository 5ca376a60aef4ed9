import type { TransitionRecord } from '../../src/machines/executionTypes.ts';

/** Nothing follows this record. */
export function isOver({ to }: TransitionRecord): boolean {
  return to === 'done' || to === 'failed' || to === 'cancelled';
}
