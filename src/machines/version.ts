import type { HandoffConfig } from './types.ts';

/**
 * The version of the machine, which stands in record 0 of every execution. An execution goes on under the version that it
 * began with, so a change of what the machine makes of an event needs a new one:
 *
 * 1. Evaluations that come to nothing have no decision, a resumed call costs nothing, and unknown tokens count as none.
 * 2. Every tier that is asked has a decision, a resumed call counts as one of unknown cost, and unknown tokens count as
 *    reaching a limit of tokens.
 */
export const machineVersion = 2;

/** The version of the machine that a configuration is for. */
export function versionOf({ version = 1 }: Pick<HandoffConfig, 'version'>): number {
  return version;
}
