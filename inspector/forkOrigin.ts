import type { TransitionRecord } from '../src/machines/executionTypes.ts';
import type { ListedExecution } from './protocol.ts';

/** What the first record of a fork says about where it comes from. */
export function forkOrigin({ event }: TransitionRecord): Pick<ListedExecution, 'forkedFrom'> {
  const forkedFrom = event.type === 'xstate.init' ? event.input.forkedFrom : undefined;
  return forkedFrom === undefined ? {} : { forkedFrom };
}
