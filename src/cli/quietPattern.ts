import { readEnvironment } from '../pattern/environment.ts';
import type { HandoffOptions } from '../pattern/handoffOptions.ts';
import { chooseProvider } from '../pattern/resolveTiers.ts';
import type { HandoffPattern } from '../pattern/handoffPattern.ts';
import { createHandoffPattern } from '../pattern/createHandoffPattern.ts';

/** Options of which a pattern says nothing on stderr: their provider is named, so no person has to be told what was chosen. */
export function namingProvider(options: HandoffOptions): HandoffOptions {
  if (options.tiers !== undefined) return options;
  return { ...options, provider: chooseProvider(options, readEnvironment(process.env)).provider };
}

/** A pattern of which nothing is said on stderr. */
export function quietPattern(options: HandoffOptions): HandoffPattern {
  return createHandoffPattern(namingProvider(options));
}

/** Whether tasks are answered from the sample base, as no tiers were chosen. */
export function usesSample(options: HandoffOptions): boolean {
  return options.tiers === undefined && chooseProvider(options, readEnvironment(process.env)).isDefault === true;
}
