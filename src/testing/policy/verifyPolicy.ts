import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { checkPolicy, type PolicyReport } from './checkPolicy.ts';
import { counterexampleSession, type Counterexample } from './counterexample.ts';
import { PolicyViolationError } from './errors.ts';
import { subjectOf, type PolicySource } from './subject.ts';
import { parseVerifyOptions, type VerifyOptions } from './verifyOptions.ts';

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
  const { sessionFile, ...checked } = parseVerifyOptions('verifyPolicy', options);
  const { report, counterexamples } = await checkPolicy(subjectOf(source), checked);
  const [first, ...others] = counterexamples;
  if (first === undefined) return report;
  if (sessionFile !== undefined) writeSession(sessionFile, first);
  throw new PolicyViolationError(first, others, report, sessionFile);
}

/** A counterexample as the text of a session file. */
export function sessionText(counterexample: Counterexample): string {
  return `${JSON.stringify(counterexampleSession(counterexample), null, 2)}\n`;
}

/** Writes a session file, with the folders on the way to it. */
function writeSession(file: string, counterexample: Counterexample): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, sessionText(counterexample));
}
