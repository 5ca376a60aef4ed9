import type { HandoffOutput, StopFigures, TransitionRecord, Waiting } from '../machines/executionTypes.ts';
import type { HandoffSnapshot } from '../machines/fold.ts';
import type { FailureReason } from '../machines/failureReason.ts';
import type { PreviousAttempt } from '../machines/types.ts';

/** There is an answer. */
export type CompletedResult = Extract<HandoffOutput, { readonly status: 'completed' }>;

/** A person has been asked and has not answered yet. The execution goes on with `pattern.respond()`. */
export interface WaitingResult extends StopFigures {
  readonly status: 'waiting';
  readonly result: null;
  readonly confidence: null;
  readonly waiting: Waiting;
  /** The statements of the tiers before the person was asked, oldest first; the last eight at most. */
  readonly attempts: readonly PreviousAttempt[];
}

/** How an execution stopped: with an answer, or to wait for a person. Everything else is thrown. */
export type HandoffResult = CompletedResult | WaitingResult;

/** The events of an execution that an observer sees, in order; the result comes last. */
export type HandoffEvent =
  | { readonly type: 'transition'; readonly record: TransitionRecord }
  /** A call failed and is made again, not before `notBefore` (ISO 8601, UTC). Its transition comes first. */
  | { readonly type: 'retry'; readonly tierLevel: number; readonly reason: FailureReason; readonly notBefore: string }
  | { readonly type: 'text-delta'; readonly tierLevel: number; readonly delta: string }
  /** The text that this tier's call has shown so far does not count: it failed, or its answer was refused or replaced. */
  | { readonly type: 'text-reset'; readonly tierLevel: number }
  | { readonly type: 'result'; readonly result: HandoffResult };

export function waitingResult({ context }: HandoffSnapshot, waiting: Waiting): WaitingResult {
  const { executionId, tierLevel, escalationCount, capped, limitReached, usage, costUsd, startedAt, now } = context;
  const durationMs = Math.max(0, Date.parse(now) - Date.parse(startedAt));
  const base = { executionId, finalTier: tierLevel, escalationCount, capped, limitReached, usage, costUsd, durationMs };
  return { ...base, status: 'waiting', result: null, confidence: null, waiting, attempts: context.attempts };
}
