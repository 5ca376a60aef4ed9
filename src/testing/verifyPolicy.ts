import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { z } from 'zod';

import type { PatternParts } from '../assemblePattern.ts';
import type { HandoffPattern } from '../handoffPattern.ts';
import { parseOptions } from '../services/parseOptions.ts';
import { checkPolicy, type CheckOptions, type Expectation, type PolicyReport } from './checkPolicy.ts';
import { sessionOf, type Counterexample } from './counterexample.ts';
import { PolicyViolationError } from './errors.ts';
import { subjectOf, type PolicySource } from './subject.ts';

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

/**
 * Explores everything that agents can make of your tiers and your policy, and checks that all invariants hold, and your
 * own with them. Calls no agent. For any test runner:
 *
 *     test('my policy', () => verifyPolicy({ tiers, policy }));
 *
 * @throws PolicyViolationError with the shortest path on which something does not hold.
 * @throws ConfigurationError where an option is not valid.
 */
export async function verifyPolicy(source: PolicySource, options: VerifyOptions = {}): Promise<PolicyReport> {
  const { sessionFile, ...checked } = parseOptions('verifyPolicy', VerifyOptionsSchema, options);
  const { report, counterexamples } = await checkPolicy(subjectOf(source), checked);
  const [first, ...others] = counterexamples;
  if (first === undefined) return report;
  if (sessionFile !== undefined) writeSession(sessionFile, first);
  throw new PolicyViolationError(first, others, report, sessionFile);
}

/** Writes a counterexample as a session file, with the folders on the way to it. */
export function writeSession(file: string, counterexample: Counterexample): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(sessionOf(counterexample), null, 2)}\n`);
}
