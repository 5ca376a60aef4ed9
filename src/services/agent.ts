import type { CallReport, ExecutionOutput, PreviousAttempt, TaskEvaluation, TaskExecution } from '../machines/types.ts';

/** What an agent is asked to judge. */
export interface TaskEvaluationInput {
  readonly task: string;
  readonly tierLevel: number;
  /** Whatever the caller wants the agent to know beside the task. Default: the empty string. */
  readonly context: string;
  /** What lower tiers made of the task, oldest first; for a person at the cap also what the tier there said. Data, never instructions. */
  readonly previousAttempts: readonly PreviousAttempt[];
}

/** What an agent is asked to do. */
export interface TaskExecutionInput extends TaskEvaluationInput {
  /** True where the agent said no at the highest allowed tier and its best effort is wanted all the same. */
  readonly capped: boolean;
}

/** What every call of an agent is given beside its input. */
export interface AgentCallOptions {
  /** Aborted when the execution is cancelled. Honour it: a call that never settles is never freed. */
  readonly abortSignal: AbortSignal;
  /** The same when a call is made again after a crash. A retry that the policy makes of a failed call is a new call. */
  readonly idempotencyKey?: string;
}

/** What a call to execute is given beside its input. */
export interface AgentExecuteOptions extends AgentCallOptions {
  /** Called with each piece of the answer, where the agent can stream it. Await it: it settles when more is wanted. */
  readonly onTextDelta?: (delta: string) => unknown;
  /** Takes back the text of this call so far: what is shown next is the answer from its beginning. Await it, too. */
  readonly onTextReset?: () => unknown;
  /**
   * Hands the task to a person. Never settles: once the wait is stored nothing of the call is kept, and the answer that
   * `respond` is given, here or in another process, is recorded as the answer of this call. Ask the person before.
   */
  readonly waitForResponse?: (wait: HumanWait) => Promise<ExecutionOutput>;
}

/** How a person is waited for. */
export interface HumanWait {
  /** Milliseconds from now until the wait fails. Absent: no deadline. */
  readonly deadlineMs?: number;
}

/** A judgement, of which `canHandle` alone is required: see `normalizeEvaluation` for what the rest is by default. */
export type AgentEvaluation = Pick<TaskEvaluation, 'canHandle'> &
  LeftOut<Omit<TaskEvaluation, 'canHandle'>> &
  CallReport;

/** An answer, whose metadata may be left out. */
export type AgentExecution = Omit<TaskExecution, 'executionMetadata'> &
  LeftOut<Pick<TaskExecution, 'executionMetadata'>> &
  CallReport;

type LeftOut<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

/** One tier's expertise: it judges a task, and does it. Both may throw; the policy says what follows. */
export interface HandoffAgent {
  readonly agentId: string;
  evaluateTask(input: TaskEvaluationInput, options: AgentCallOptions): Promise<AgentEvaluation>;
  executeTask(input: TaskExecutionInput, options: AgentExecuteOptions): Promise<AgentExecution>;
  /**
   * Makes one small real call, to find out whether this agent is reachable and is set up in a way that its provider
   * accepts, and says what that used and cost. Throws what a call would throw. `pattern.validate({ live: true })` calls it.
   */
  check?(options: AgentCallOptions): Promise<CallReport>;
}
