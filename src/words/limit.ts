import type { LimitName } from '../machines/types.ts';

/** Returns that a limit ended an execution: `ended by its limit costUsd`. */
export function limitWords(limit: LimitName): string {
  return `ended by its limit ${limit}`;
}
