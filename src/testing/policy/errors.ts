import { HandoffError } from '../../machines/errors.ts';
import { named, printCounterexample, type Counterexample } from './counterexample.ts';
import type { PolicyReport } from './checkPolicy.ts';

/** Something does not hold of a policy. The message shows the shortest path on which it does not. */
export class PolicyViolationError extends HandoffError {
  static override readonly code = 'HANDOFF_POLICY_VIOLATION';
  readonly code = PolicyViolationError.code;
  override readonly name = 'PolicyViolationError';
  /** One per invariant that does not hold; that of the message first. */
  readonly counterexamples: readonly Counterexample[];
  readonly report: PolicyReport;
  /** The session file of the first counterexample; `null` where none was asked for. */
  readonly sessionFile: string | null;

  constructor(
    first: Counterexample,
    others: readonly Counterexample[],
    report: PolicyReport,
    sessionFile: string | null = null,
  ) {
    const more = others.map(({ invariant }) => `Broken as well: ${named(invariant)}`);
    const session = sessionFile === null ? [] : [`Look at it: npx handoff inspect ${sessionFile}`];
    super([printCounterexample(first), ...more, ...session].join('\n'));
    this.counterexamples = [first, ...others];
    this.report = report;
    this.sessionFile = sessionFile;
  }
}
