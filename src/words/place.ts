import { levelOf, parseStateName } from '../machines/stateName.ts';

/** Returns a state as people say it: `tier2.executing` as `tier 2, executing`; what is no state name as it is. */
export function stateWords(state: string): string {
  const parsed = parseStateName(state);
  return parsed === undefined || 'final' in parsed ? state : `tier ${parsed.level}, ${parsed.phase}`;
}

/** Returns the tier of a state: `tier2.executing` as `tier 2`; a final state as it is; nothing for `null`. */
export function tierWords(state: string | null): string {
  const level = levelOf(state);
  return level === undefined ? (state ?? '') : `tier ${level}`;
}
