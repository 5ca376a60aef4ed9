import { HandoffError } from '../machines/errors.ts';
import type { FailureReason } from '../machines/failureReason.ts';
import type { LimitName, PreviousAttempt } from '../machines/types.ts';

/** No tier up to the highest allowed one gave an answer. */
export class TiersExhaustedError extends HandoffError {
  static override readonly code = 'HANDOFF_TIERS_EXHAUSTED';
  readonly code = TiersExhaustedError.code;
  override readonly name = 'TiersExhaustedError';
  readonly executionId: string;
  /** The attempt of each tier at the task, lowest first; the last eight at most. */
  readonly attempts: readonly PreviousAttempt[];
  /** Why the last tier's call failed; `undefined` where it did not fail. */
  readonly reason: FailureReason | undefined;
  /** The HTTP status of that failure, where there was one. */
  readonly status: number | undefined;

  constructor(executionId: string, attempts: readonly PreviousAttempt[], options: { readonly cause?: unknown } = {}) {
    const trail = attempts.map(told).join('; ');
    const declined = attempts.every(({ outcome }) => outcome !== 'failed');
    const advice = declined ? ' Add a stronger tier, or raise maxTier.' : '';
    super(`No tier could answer execution ${executionId}: ${trail}.${advice}`, options);
    this.executionId = executionId;
    this.attempts = attempts;
    this.reason = attempts.at(-1)?.failure?.reason;
    this.status = attempts.at(-1)?.failure?.status;
  }
}

/** A limit of the execution was reached: before the next call, or, where its time is over, in the middle of one. */
export class BudgetExceededError extends HandoffError {
  static override readonly code = 'HANDOFF_BUDGET_EXCEEDED';
  readonly code = BudgetExceededError.code;
  override readonly name = 'BudgetExceededError';
  readonly executionId: string;
  readonly limit: LimitName;
  /** The attempt of each tier at the task, lowest first; the last eight at most. */
  readonly attempts: readonly PreviousAttempt[];

  constructor(executionId: string, limit: LimitName, reason: string, attempts: readonly PreviousAttempt[]) {
    const advice = reason.includes('not known') ? unknownAdvice[limit] : `Raise limits.${limit}`;
    super(
      `Execution ${executionId} ended without an answer. ${reason} ${advice}. With policy.onLimit 'best-effort' it ends with the best answer so far.`,
    );
    this.executionId = executionId;
    this.limit = limit;
    this.attempts = attempts;
  }
}

/** The execution was cancelled before it came to an answer. */
export class ExecutionCancelledError extends HandoffError {
  static override readonly code = 'HANDOFF_CANCELLED';
  readonly code = ExecutionCancelledError.code;
  override readonly name = 'ExecutionCancelledError';
  readonly executionId: string;

  constructor(executionId: string, reason: string, options: { readonly cause?: unknown } = {}) {
    super(`Execution ${executionId} was cancelled: ${unended(reason)}.`, options);
    this.executionId = executionId;
  }
}

/** There is no such execution in this memory. */
export class UnknownExecutionError extends HandoffError {
  static override readonly code = 'HANDOFF_UNKNOWN_EXECUTION';
  readonly code = UnknownExecutionError.code;
  override readonly name = 'UnknownExecutionError';
  readonly executionId: string;

  constructor(executionId: string, message: string) {
    super(message);
    this.executionId = executionId;
  }
}

/** An answer was given to an execution that waits for none: no person was asked, one has answered, or the time for it is over. */
export class NotWaitingError extends HandoffError {
  static override readonly code = 'HANDOFF_NOT_WAITING';
  readonly code = NotWaitingError.code;
  override readonly name = 'NotWaitingError';
  readonly executionId: string;
  /** Why it does not wait, as the rest of a sentence. */
  readonly why: string;

  constructor(executionId: string, why: string, options?: { readonly cause?: unknown }) {
    super(`Execution ${executionId} ${why}`, options);
    this.executionId = executionId;
    this.why = why;
  }
}

/** The id of a new execution is that of another one, with another task, context or limits. */
export class ExecutionExistsError extends HandoffError {
  static override readonly code = 'HANDOFF_EXECUTION_EXISTS';
  readonly code = ExecutionExistsError.code;
  override readonly name = 'ExecutionExistsError';
  readonly executionId: string;

  constructor(executionId: string, options?: { readonly cause?: unknown }) {
    super(
      `Execution ${executionId} is there already, and was begun with another task, context, maxTier or limits. Take another id; to go on with that one, resume it.`,
      options,
    );
    this.executionId = executionId;
  }
}

/** The pattern was suspended: this process runs the execution no more. What is stored of it can be resumed. */
export class SuspendedError extends HandoffError {
  static override readonly code = 'HANDOFF_SUSPENDED';
  readonly code = SuspendedError.code;
  override readonly name = 'SuspendedError';
  readonly executionId: string;

  /** `advice`: how to go on with it. */
  constructor(executionId: string, advice = 'Resume it with another pattern or process.') {
    super(`Execution ${executionId} is suspended: it is stored, and does not go on in this process. ${advice}`);
    this.executionId = executionId;
  }
}

/** @throws UnknownExecutionError */
export function unknownExecution(executionId: string): never {
  const message = `There is no execution '${executionId}' in this memory. Check the id and the memory.`;
  throw new UnknownExecutionError(executionId, message);
}

/** Advice about a limit that an unknown amount reaches. */
const unknownAdvice: { readonly [Limit in LimitName]: string } = {
  timeMs: 'Raise limits.timeMs',
  tokens: 'Let agents return usage',
  costUsd:
    'Give the prices of its models (pricing), or let agents return costUsd; some failed calls have no known cost',
};

function told({ tierLevel, agentId, outcome, reasoning, confidence, failure }: PreviousAttempt): string {
  const who = `tier ${tierLevel} (${agentId})`;
  if (outcome === 'failed') return `${who} failed: ${unended(failure?.message)}`;
  if (outcome === 'declined') return `${who} declined: ${unended(reasoning)}`;
  if (outcome === 'stopped') return `${who} was stopped by a limit`;
  return `${who} was not sure enough (${confidence ?? 'unknown'})`;
}

/** A text that goes on: without the full stop at its end. */
function unended(text = 'no reason given'): string {
  return text.trim().replace(/\.$/, '');
}
