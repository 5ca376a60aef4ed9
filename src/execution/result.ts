import type { HandoffSnapshot } from '../machines/fold.ts';
import type { TransitionRecord, Waiting } from '../machines/executionTypes.ts';
import type { LimitName, TaskExecution, UsageTotals } from '../machines/types.ts';

interface ResultBase {
  readonly executionId: string;
  /** The level of the tier that answered, or that is being waited for. */
  readonly finalTier: number;
  /** How many moves to a higher tier were made. */
  readonly escalationCount: number;
  /** True where the highest allowed tier said no and did its best all the same. */
  readonly capped: boolean;
  /** The limit that ended the execution early; `null`: none did. */
  readonly limitReached: LimitName | null;
  readonly usage: UsageTotals;
  /** US dollars; `null` where a call's cost is not known. */
  readonly costUsd: number | null;
  /** Milliseconds from the start to the last event. */
  readonly durationMs: number;
}

/** There is an answer. */
export interface CompletedResult extends ResultBase, TaskExecution {
  readonly status: 'completed';
}

/** Nobody has answered yet: a person has been asked. The execution goes on with `pattern.respond()`. */
export interface WaitingResult extends ResultBase {
  readonly status: 'waiting';
  readonly result: null;
  readonly confidence: null;
  readonly waiting: Waiting;
}

/** How an execution stopped: with an answer, or to wait for a person. Everything else is thrown. */
export type HandoffResult = CompletedResult | WaitingResult;

/** What an observer of an execution sees, in order; the result comes last. */
export type HandoffEvent =
  | { readonly type: 'transition'; readonly record: TransitionRecord }
  | { readonly type: 'text-delta'; readonly tierLevel: number; readonly delta: string }
  | { readonly type: 'result'; readonly result: HandoffResult };

export function waitingResult({ context }: HandoffSnapshot, waiting: Waiting): WaitingResult {
  const { executionId, tierLevel, escalationCount, capped, limitReached, usage, costUsd, startedAt, now } = context;
  const durationMs = Math.max(0, Date.parse(now) - Date.parse(startedAt));
  const base = { executionId, finalTier: tierLevel, escalationCount, capped, limitReached, usage, costUsd, durationMs };
  return { ...base, status: 'waiting', result: null, confidence: null, waiting };
}
