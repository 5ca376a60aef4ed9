import { HandoffError } from '../machines/errors.ts';
import type { FailureReason } from '../machines/failureReason.ts';
import type { CallReport } from '../machines/types.ts';

interface AgentErrorOptions {
  readonly cause?: unknown;
  /** What the failed call used and cost all the same. */
  readonly report?: CallReport;
}

abstract class AgentError extends HandoffError {
  readonly agentId: string;
  readonly report: CallReport;

  constructor(agentId: string, message: string, options: AgentErrorOptions = {}) {
    super(message, options);
    this.agentId = agentId;
    this.report = options.report ?? {};
  }
}

/** Why a call to an agent failed; see `FailureReason`. The others have error classes of their own. */
export type AgentCallReason = Exclude<FailureReason, 'invalidOutput' | 'declined' | 'configuration'>;

interface AgentCallErrorOptions extends AgentErrorOptions {
  /** The HTTP status, where there was one. */
  readonly status?: number | undefined;
  /** Milliseconds that the server asks to be left alone for. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * A call to an agent failed: the provider did not answer, refused, or stopped in the middle. Failures that may pass are
 * retried by `policy.maxRetries`, also when an agent of one's own throws them.
 */
export class AgentCallError extends AgentError {
  static override readonly code = 'HANDOFF_AGENT_CALL';
  readonly code = AgentCallError.code;
  override readonly name = 'AgentCallError';
  readonly reason: AgentCallReason;
  /** The HTTP status, where there was one. */
  readonly status: number | undefined;
  /** Milliseconds that the server asks to be left alone for, where it said so. */
  readonly retryAfterMs: number | undefined;

  constructor(agentId: string, reason: AgentCallReason, message: string, options: AgentCallErrorOptions = {}) {
    super(agentId, message, options);
    this.reason = reason;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** An agent answered, and the answer is not a valid evaluation or execution, also after one attempt at repair. */
export class AgentOutputError extends AgentError {
  static override readonly code = 'HANDOFF_AGENT_OUTPUT';
  readonly code = AgentOutputError.code;
  override readonly name = 'AgentOutputError';
  /** What is wrong, one phrase each: `complexityScore: expected a number from 0 to 1, got "high"`. */
  readonly issues: readonly string[];

  constructor(agentId: string, issues: readonly string[], options: AgentErrorOptions = {}) {
    const message = `Agent '${agentId}' returned an invalid answer: ${issues.join('; ')}. Check its prompt or its code.`;
    super(agentId, message, options);
    this.issues = issues;
  }
}

/** Thrown when an agent that only answers from its knowledge is asked something it has no answer to. */
export class AgentDeclinedError extends AgentError {
  static override readonly code = 'HANDOFF_AGENT_DECLINED';
  readonly code = AgentDeclinedError.code;
  override readonly name = 'AgentDeclinedError';
}
