import { readEnvironment } from '../configuration/environment.ts';
import type { HandoffOptions } from '../configuration/options.ts';
import { chooseProvider } from '../configuration/tiers.ts';
import type { HandoffPattern } from '../handoffPattern.ts';
import { createHandoffPattern } from '../pattern.ts';

/** A pattern of which nothing is said on stderr: its provider is named, so nobody has to be told what was chosen. */
export function quietPattern(options: HandoffOptions): HandoffPattern {
  if (options.tiers !== undefined) return createHandoffPattern(options);
  const { provider } = chooseProvider(options, readEnvironment(process.env));
  return createHandoffPattern({ ...options, provider });
}
