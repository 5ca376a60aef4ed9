import type { Waiting } from '../machines/executionTypes.ts';
import type { PreviousAttempt, TaskExecution } from '../machines/types.ts';
import type { ExecutionSummary } from '../memory/sharedMemory.ts';
import type { ExecutionLimits } from './executionLimits.ts';
import type { Observation } from './executions.ts';
import type { Onto } from './onto.ts';
import type { HandoffResult } from './result.ts';
import type { ForkEvent } from './standings.ts';

/** What a person answers. `confidence` defaults to 1, `executionMetadata` to `{}`. */
export type HumanResponse = Pick<TaskExecution, 'result'> & Partial<TaskExecution>;

/** Options of `resume`. */
export interface ResumeOptions extends Observation {
  /** Settle with `status: 'waiting'` as soon as a person is being waited for. Default: true for the embedded ladder, else false. */
  readonly returnOnWait?: boolean | undefined;
  /**
   * What to go on with where this pattern's tiers or policy are others than the recorded ones: the `recorded` ones, with
   * the agents of this pattern, or the `current` ones, which the record then says. Default: it is refused.
   */
  readonly onto?: Onto | undefined;
}

/** Options of `fork`. */
export interface ForkOptions extends ResumeOptions {
  /** The id of the fork. Default: a random UUID. */
  readonly executionId?: string | undefined;
  /** The `seq` of the record at which the fork parts from its parent: one at which a call ended. */
  readonly at: number;
  /** What is different there. */
  readonly event: ForkEvent;
  /** Limits of the fork's own, each in place of its parent's. Its parent's deadline is not copied. */
  readonly limits?: ExecutionLimits | undefined;
}

/** What became of one of the executions that `resumeAll` went on with. */
export type ResumeOutcome =
  | { readonly executionId: string; readonly result: HandoffResult }
  | { readonly executionId: string; readonly error: unknown };

/** An execution that waits for a person. */
export interface PendingExecution extends ExecutionSummary {
  readonly waiting: Waiting;
  /** What the caller gave the tiers to know beside the task. */
  readonly context: string;
  /** What the tiers said before the person was asked, oldest first; the last eight at most. */
  readonly attempts: readonly PreviousAttempt[];
}

/** What can be done with an execution that is in memory already. */
export interface Continuations {
  /**
   * Goes on with a stored execution, here or in another process: finished calls are not made again, the call in flight
   * is made once more under the same idempotency key, deadlines keep their absolute times. One that is over gives its
   * result again, and one that runs in this process is joined. One that waits for a person has them asked again.
   *
   * @throws UnknownExecutionError where it is not in this memory.
   * @throws ConfigurationError where it was recorded under other tiers or another policy, see `onto`.
   * @throws ConcurrentExecutionError where another process went on with it first.
   * @throws ExecutionCancelledError where `abortSignal` is aborted already.
   */
  resume(executionId: string, options?: ResumeOptions): Promise<HandoffResult>;

  /**
   * Resumes every execution that is not over, and says what became of each. For those that wait for a person who still
   * has time nothing is stored: they go on at their deadlines, if this process lives until then.
   */
  resumeAll(options?: Omit<ResumeOptions, 'returnOnWait'>): Promise<readonly ResumeOutcome[]>;

  /**
   * Begins a new execution as a copy of another up to record `at`, with another outcome there. Spends no call on what
   * it copies, and never changes its parent.
   *
   * @throws ConfigurationError where no call ended at `at`, or where `event` makes no outcome of it.
   */
  fork(executionId: string, options: ForkOptions): Promise<HandoffResult>;

  /** The executions that wait for a person who still has time to answer, oldest wait first. */
  pending(): Promise<readonly PendingExecution[]>;

  /**
   * Answers for the person that an execution waits for, wherever it was begun, and follows it to its end or its next
   * wait.
   *
   * @throws UnknownExecutionError where nobody waits, or the time to answer is over.
   * @throws ConfigurationError where the answer is empty or its confidence is not a number; the wait goes on.
   */
  respond(executionId: string, response: HumanResponse, options?: ResumeOptions): Promise<HandoffResult>;

  /**
   * Cancels an execution, running here or only stored. False where it was over already.
   *
   * @throws UnknownExecutionError
   * @throws MemoryError or ConcurrentExecutionError where its end could not be stored: it may go on.
   */
  cancel(executionId: string, reason?: string): Promise<boolean>;
}
