import type { TransitionRecord } from '../machines/executionTypes.ts';
import { failureOf } from '../machines/occurrence.ts';
import type { HandoffEvent } from './result.ts';

/** The event of a call that is made again, where a record is of one. */
export function retryOf({ event, tierLevel, notBefore }: TransitionRecord): HandoffEvent | undefined {
  if (notBefore === undefined || !('error' in event)) return undefined;
  return { type: 'retry', tierLevel, reason: failureOf(event.error).reason ?? 'threw', notBefore };
}
