import { ConfigurationError } from '../machines/errors.ts';

// The stand-in for `services/embedded/ladder.ts` where there are no files: in browsers, workers and edge runtimes.

export const ladderLength = 3;

/** @throws ConfigurationError always. */
export function embeddedLadder(): never {
  throw new ConfigurationError(
    'tiers',
    'createHandoffPattern: the embedded ladder reads files, and needs Node, Bun or Deno. Pass agents of your own as { tiers }, or a model.',
  );
}
