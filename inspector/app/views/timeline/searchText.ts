import { isObject } from '../../../../src/machines/checks.ts';
import type { TransitionRecord } from '../../../../src/machines/executionTypes.ts';
import { wordsOf } from '../../../../src/words/recordWords.ts';

/** True where a call failed, or the execution did not end with an answer. */
export function isFailure({ event, to }: TransitionRecord): boolean {
  return 'error' in event || to === 'failed' || to === 'cancelled' || event.type === 'expire';
}

/** Returns all that a filter looks at. */
export function searchText(record: TransitionRecord): string {
  const { title, pill = '', detail } = wordsOf(record);
  const { agentId, tierLevel, from, to, event, decision } = record;
  const output = 'output' in event && isObject(event.output) ? event.output['result'] : undefined;
  return `${title} ${pill} ${detail} tier ${tierLevel} ${agentId} ${from ?? ''} ${to} ${decision?.reasoning ?? ''} ${typeof output === 'string' ? output : ''}`;
}
