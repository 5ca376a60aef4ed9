import type { Waiting } from '../machines/executionTypes.ts';
import type { PreviousAttempt, TaskExecution } from '../machines/types.ts';
import type { DamagedExecution, ExecutionSummary } from '../memory/sharedMemory.ts';
import type { Observation } from '../run/audiences.ts';
import type { ExecutionLimits } from '../run/executionLimits.ts';
import type { Onto } from './onto.ts';
import type { HandoffResult } from '../run/result.ts';
import type { ForkEvent } from './standings.ts';

/** The answer of a person. `confidence` defaults to 1, `executionMetadata` to `{}`. */
export type HumanResponse = Pick<TaskExecution, 'result'> & Partial<TaskExecution>;

/** Options of `resume`. */
export interface ResumeOptions extends Observation {
  /** Settle with `status: 'waiting'` as soon as a person is being waited for. Default: true for the embedded ladder and for `respond`, else false. */
  readonly returnOnWait?: boolean | undefined;
  /**
   * The tiers and the policy to go on with where this pattern's tiers or policy are others than the recorded ones: the `recorded` ones, with
   * the agents of this pattern, or the `current` ones, which the record then says. Default: it is refused.
   */
  readonly onto?: Onto | undefined;
}

/** Options of `resumeAll`. */
export interface ResumeAllOptions extends Omit<ResumeOptions, 'returnOnWait'> {
  /** How many executions are gone on with at most, a positive integer. Default: all that there are. */
  readonly limit?: number | undefined;
  /** No further execution is gone on with; those that are under way go on. */
  readonly abortSignal?: AbortSignal | undefined;
  /** Called after each execution with how many have come to an outcome, and how many were found until now. */
  readonly onProgress?: ((progress: { readonly done: number; readonly found: number }) => unknown) | undefined;
}

/** Options of `fork`. */
export interface ForkOptions extends ResumeOptions {
  /** The id of the fork. Default: a random UUID. */
  readonly executionId?: string | undefined;
  /** The `seq` of the record at which the fork parts from its parent: one at which a call ended. */
  readonly at: number;
  /** The differences that were found. */
  readonly event: ForkEvent;
  /** Limits of the fork's own, each in place of its parent's. Its parent's deadline is not copied. */
  readonly limits?: ExecutionLimits | undefined;
}

/** The outcome of one of the executions that `resumeAll` found. */
export type ResumeOutcome =
  | { readonly executionId: string; readonly result: HandoffResult }
  | { readonly executionId: string; readonly error: unknown }
  /** It was left alone: it waits for a person who still has time. */
  | { readonly executionId: string; readonly waiting: Waiting };

/** An execution that waits for a person. */
export interface PendingExecution extends ExecutionSummary {
  readonly waiting: Waiting;
}

/** An execution that waits for a person, with all that is known for the answer. */
export interface PendingQuestion extends PendingExecution {
  /** The context that the caller gave the tiers beside the task. */
  readonly context: string;
  /** The statements of the tiers before the person was asked, oldest first; the last eight at most. */
  readonly attempts: readonly PreviousAttempt[];
}

/** Which page of those that wait. */
export interface PendingQuery {
  /** Executions per page, 1..1000, default 100. Those whose time is over are left out, so that a page may have fewer. */
  readonly limit?: number | undefined;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** A page of the executions that wait for a person who still has time. */
export interface PendingPage {
  /** Oldest wait first. */
  readonly executions: readonly PendingExecution[];
  /** Executions whose summaries cannot be read; see `handoff repair`. */
  readonly damaged: readonly DamagedExecution[];
  /** Pass it as `cursor` to get the next page; `null` at the end. */
  readonly nextCursor: string | null;
}

/** Options of `suspend`. */
export interface SuspendOptions {
  /** Milliseconds that calls under way have to finish before they are aborted, 0 or more. Default 10,000. A memory has one second more to store what they leave behind. */
  readonly timeoutMs?: number | undefined;
}

/** The outcomes of the executions that ran in this process when it was suspended, by their ids. All of them can be resumed. */
export interface Suspension {
  /** Their calls under way have finished and are stored: they stand between two calls, or are over. */
  readonly finished: readonly string[];
  /** A call was aborted; the process that resumes makes it once more. */
  readonly aborted: readonly string[];
  /** They wait for a person: those that came to wait meanwhile, and those that a caller here awaited. */
  readonly waiting: readonly string[];
}

/** The operations on executions that are in memory already. */
export interface Continuations {
  /**
   * Goes on with a stored execution, here or in another process: finished calls are not made again, the call in flight
   * is made once more under the same idempotency key, deadlines keep their absolute times. One that is over gives its
   * result again, and one that runs in this process is joined. For one that waits for a person who still has time nothing
   * is stored and no person is asked again: it waits, and so does the caller, unless `returnOnWait` is set.
   *
   * No call is made before this process holds the execution, and none after it has lost it.
   *
   * @throws UnknownExecutionError where it is not in this memory.
   * @throws ConfigurationError where it was recorded under other tiers or another policy, see `onto`.
   * @throws ExecutionHeldError where another process runs it, or takes it while it runs here.
   * @throws ExecutionCancelledError where `abortSignal` is aborted already.
   * @throws SuspendedError where this pattern is suspended, or becomes so.
   */
  resume(executionId: string, options?: ResumeOptions): Promise<HandoffResult>;

  /**
   * Resumes every execution that is not over and that no process holds, and says what became of each; one that is damaged
   * is an outcome with its error. Those that wait for a person who still has time are left alone: they go on at their
   * deadlines, if this process lives until then.
   */
  resumeAll(options?: ResumeAllOptions): Promise<readonly ResumeOutcome[]>;

  /**
   * Begins a new execution as a copy of another up to record `at`, with another outcome there. Spends no call on what
   * it copies, and never changes its parent.
   *
   * @throws ConfigurationError where no call ended at `at`, or where `event` makes no outcome of it.
   * @throws ExecutionExistsError where the fork's id is taken.
   */
  fork(executionId: string, options: ForkOptions): Promise<HandoffResult>;

  /** A page of the executions that wait for a person who still has time, oldest wait first. @throws ConfigurationError */
  pending(query?: PendingQuery): Promise<PendingPage>;

  /** Returns the question to a person, with all that is known for the answer. @throws UnknownExecutionError, NotWaitingError */
  getPending(executionId: string): Promise<PendingQuestion>;

  /**
   * Answers for the person that an execution waits for, wherever it was begun, and follows it to its end or its next
   * wait. The answer is that of the call, whatever the agent that asked would have made of it.
   *
   * @throws UnknownExecutionError where it is not in this memory.
   * @throws NotWaitingError where the execution does not wait, another person has answered, or the time to answer is over.
   * @throws ExecutionHeldError where another process is just going on with it.
   * @throws ConfigurationError where the answer is empty or its confidence is not a number; the wait goes on.
   */
  respond(executionId: string, response: HumanResponse, options?: ResumeOptions): Promise<HandoffResult>;

  /**
   * Cancels an execution, running here, elsewhere or only stored: a process that runs it aborts its call with its next
   * write, or when it renews its lease. Also ends one whose records do not fold. False where it was over already.
   *
   * @throws UnknownExecutionError
   * @throws MemoryError or ConcurrentExecutionError where its end could not be stored: it may go on.
   */
  cancel(executionId: string, reason?: string): Promise<boolean>;

  /**
   * Hands everything back, before a process ends: from now on this pattern begins no call and takes no task, calls under
   * way finish or are aborted after `timeoutMs`, what happened is stored, and leases are given back. A caller who awaits an
   * execution here gets a SuspendedError; any pattern on the same memory can resume it. The memory stays open.
   */
  suspend(options?: SuspendOptions): Promise<Suspension>;
}
