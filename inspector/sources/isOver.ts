import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { isFinal } from '../../src/machines/stateName.ts';

/** Nothing follows this record. */
export function isOver({ to }: TransitionRecord): boolean {
  return isFinal(to);
}
