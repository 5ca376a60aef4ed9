import type { PatternParts } from '../../pattern/assemblePattern.ts';
import type { HandoffPattern } from '../../pattern/handoffPattern.ts';
import { isObject } from '../../machines/checks.ts';
import { checkedOptions, optionsOf } from '../../options/checkedOptions.ts';
import { ruleOf, under, unexpected, type Problem } from '../../options/rule.ts';
import { aFunction, flag, listOf, nonEmptyText, numberFrom, oneOf, positiveInteger } from '../../options/rules.ts';
import { otherFailures } from '../paths/outcome.ts';
import type { CheckOptions, Expectation } from './checkPolicy.ts';

/** Options of `verifyPolicy`. All are optional; unknown ones are refused. */
export interface VerifyOptions extends CheckOptions {
  /** Where the first counterexample is written, as a session for `handoff inspect`. Default: nowhere. */
  readonly sessionFile?: string | undefined;
}

const verifyOptions = optionsOf<VerifyOptions>({
  alphabet: optionsOf<VerifyOptions['alphabet'] & object>({
    requiredTiers: listOf(positiveInteger),
    failures: listOf(oneOf(['malformed', 'error', ...otherFailures])),
    spends: listOf(oneOf(['nothing', 'half', 'all tokens', 'all money', 'all time', 'unknown'])),
    interruptions: flag,
  }),
  limits: listOf(oneOf(['timeMs', 'tokens', 'costUsd'])),
  invariants: listOf(ruleOf<Expectation>(problemInExpectation)),
  maxTier: positiveInteger,
  maxPaths: numberFrom(1),
  drive: oneOf(['transitions', 'paths', 'none']),
  assemble: aFunction<(parts: PatternParts) => HandoffPattern>(),
  sessionFile: nonEmptyText,
});

/** `who` begins the message. @throws ConfigurationError naming the first mistake. */
export function parseVerifyOptions(who: string, options: unknown): VerifyOptions {
  return checkedOptions(who, verifyOptions, options);
}

function problemInExpectation(value: unknown): Problem | undefined {
  if (!isObject(value)) return unexpected('an invariant: { name, check }', value);
  const name = nonEmptyText.problemIn(value['name']);
  if (name !== undefined) return under('name', name);
  const check = aFunction().problemIn(value['check']);
  return check && under('check', check);
}
