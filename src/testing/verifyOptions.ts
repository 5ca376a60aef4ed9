import { z } from 'zod';

import type { PatternParts } from '../assemblePattern.ts';
import type { HandoffPattern } from '../handoffPattern.ts';
import { parseOptions } from '../services/parseOptions.ts';
import type { CheckOptions, Expectation } from './checkPolicy.ts';

/** Options of `verifyPolicy`. All are optional; unknown ones are refused. */
export interface VerifyOptions extends CheckOptions {
  /** Where the first counterexample is written, as a session for `handoff inspect`. Default: nowhere. */
  readonly sessionFile?: string;
}

const level = z.int().min(1);
const aFunction = <T>() => z.custom<T>((value) => typeof value === 'function', 'expected a function');

const VerifyOptionsSchema: z.ZodType<VerifyOptions> = z.strictObject({
  alphabet: z
    .strictObject({
      requiredTiers: z.array(level).readonly().exactOptional(),
      failures: z
        .array(z.enum(['malformed', 'timeout', 'error']))
        .readonly()
        .exactOptional(),
      spends: z
        .array(z.enum(['nothing', 'half', 'all tokens', 'all money', 'all time', 'unknown']))
        .readonly()
        .exactOptional(),
      interruptions: z.boolean().exactOptional(),
    })
    .exactOptional(),
  limits: z
    .array(z.enum(['timeoutMs', 'maxTokens', 'maxCostUsd']))
    .readonly()
    .exactOptional(),
  invariants: z
    .array(z.object({ name: z.string().min(1), check: aFunction<Expectation['check']>() }))
    .readonly()
    .exactOptional(),
  maxTier: level.exactOptional(),
  maxPaths: z.number().min(1).exactOptional(),
  drive: z.enum(['transitions', 'paths', 'none']).exactOptional(),
  assemble: aFunction<(parts: PatternParts) => HandoffPattern>().exactOptional(),
  sessionFile: z.string().min(1).exactOptional(),
});

/** `who` begins the message. @throws ConfigurationError naming the first mistake. */
export function parseVerifyOptions(who: string, options: unknown): VerifyOptions {
  return parseOptions(who, VerifyOptionsSchema, options);
}
