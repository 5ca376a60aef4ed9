import type { FailureReason } from './failureReason.ts';

/** A value that survives `JSON.parse(JSON.stringify(value))` unchanged. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Tokens one call used, as the provider reported them. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** The part of `inputTokens` the provider served from its prompt cache. */
  readonly cachedInputTokens?: number | undefined;
}

/** Tokens of a whole execution. `unreportedCalls` says how many calls these sums know nothing about. */
export interface UsageTotals {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly calls: number;
  readonly unreportedCalls: number;
}

/** An error as plain data: what the record keeps of it. */
export interface Failure {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  /** Absent where no call failed: a limit, a cancellation, tiers that all declined. */
  readonly reason?: FailureReason;
  /** The HTTP status, where there was one. */
  readonly status?: number;
  /** True where the same call may well succeed a moment later. */
  readonly transient?: boolean;
  /** Milliseconds that the server asks to be left alone for. */
  readonly retryAfterMs?: number;
}

/** What a call says about itself, beside its answer. Everything is optional: unknown stays unknown. */
export interface CallReport {
  readonly usage?: Usage | undefined;
  /** US dollars. Absent or `null`: not known. */
  readonly costUsd?: number | null | undefined;
  /** ISO 8601, UTC: when the call ended. Absent: the time of the event before it. */
  readonly timestamp?: string | undefined;
  /** Milliseconds from the start of the call to its end. */
  readonly durationMs?: number | undefined;
  /** The model that was called. Absent: the agent does not say. */
  readonly model?: CalledModel | undefined;
  /** What had to be changed to make the model's output valid, one phrase each. */
  readonly coercions?: readonly string[] | undefined;
  /** What of the call somebody made by hand, in a debugger: its input, its answer or its failure. Absent: nothing. */
  readonly byHand?: 'input' | 'output' | 'error' | undefined;
  /** No call was made: this is how a call of another execution ended, with what that one took and cost. */
  readonly recorded?: true | undefined;
  /** What somebody changed of the call's input. */
  readonly editedInput?: EditedInput | undefined;
}

/** A model by the name that it was asked under, and by the one that its server answered under, where it said so. */
export interface CalledModel {
  readonly asked: string;
  readonly answered?: string | undefined;
}

/** A tier's judgement of a task. */
export interface TaskEvaluation {
  readonly canHandle: boolean;
  /** 0 (trivial) to 1 (as hard as it gets). */
  readonly complexityScore: number;
  readonly reasoning: string;
  /** The tier level that the agent thinks the task needs: a positive integer. */
  readonly requiresTier: number;
}

/** A tier's answer to a task. */
export interface TaskExecution {
  readonly result: string;
  /** 0 (a guess) to 1 (certain). */
  readonly confidence: number;
  readonly executionMetadata: { readonly [key: string]: JsonValue };
}

/** What the `evaluate` service returns. */
export type EvaluationOutput = TaskEvaluation & CallReport;
/** What the `execute` service returns. */
export type ExecutionOutput = TaskExecution & CallReport;

/** What a tier made of the task, handed to the next tier, or to the person who is asked at the cap, as bounded data. */
export interface PreviousAttempt {
  readonly tierLevel: number;
  readonly agentId: string;
  /** `stopped`: a limit of the execution ended it before the tier came to an end, or before what it said could be done. */
  readonly outcome: 'declined' | 'low-confidence' | 'failed' | 'stopped';
  readonly complexityScore?: number;
  readonly reasoning?: string;
  /** The answer that was not confident enough. */
  readonly draft?: string;
  readonly confidence?: number;
  readonly failure?: Failure;
  /** How often the call that failed was made, retries included. Absent: it did not fail. */
  readonly tries?: number;
  /** The model that was called last. Absent: the agent does not say. */
  readonly model?: CalledModel;
  /** The limit that ended the execution here. Absent: none did. */
  readonly limit?: LimitName;
}

/** Input of the `evaluate` service. */
export interface EvaluateInput {
  readonly executionId: string;
  /** The same when the call is made again after a crash: an idempotency key. A retry of a failed call is a new call. */
  readonly callId: string;
  readonly task: string;
  readonly context: string;
  readonly tierLevel: number;
  readonly agentId: string;
  readonly previousAttempts: readonly PreviousAttempt[];
  /** ISO 8601, UTC: the call must not begin earlier, because the one before it failed; `null`: at once. */
  readonly notBefore: string | null;
  /** ISO 8601, UTC: when the time of the execution is over; `null`: it has no deadline. */
  readonly deadline: string | null;
}

/** What of a call's input may be changed by hand. */
export type EditableInput = Pick<EvaluateInput, 'task' | 'context' | 'previousAttempts'>;
/** The fields of a call's input that were changed by hand. */
export type EditedInput = Partial<EditableInput>;

/** Input of the `execute` service. */
export interface ExecuteInput extends EvaluateInput {
  /** The tier said no, and is asked for its best effort all the same. */
  readonly capped: boolean;
}

/** A tier as the machine sees it. */
export interface TierDefinition<Level extends number = number> {
  /** A positive integer; tiers are visited in ascending order and gaps are allowed. */
  readonly level: Level;
  readonly agentId: string;
  /** Shown to people; never used as a key. Default: the agent's id. */
  readonly name?: string | undefined;
}

/** What evaluations, answers, failures and limits lead to. */
export interface HandoffPolicy {
  /** `sequential` visits every tier; `direct` jumps to the tier an evaluation asks for, never downwards. Default `sequential`. */
  readonly routing: 'sequential' | 'direct';
  /** An answer less confident than this escalates, unless at the cap. 0..1, default 0 (no gate). */
  readonly minConfidence: number;
  /** What a failed call leads to, while there is a higher tier. Default `escalate`. */
  readonly onError: 'escalate' | 'fail';
  /** What a "no" at the highest allowed tier leads to: its best effort, an error, or a person. Default `execute`. */
  readonly atCap: 'execute' | 'reject' | 'human';
  /** How often a call that failed transiently is made again, 0..10, before `onError` applies. Default 2. */
  readonly maxRetries: number;
  /**
   * Milliseconds before the first retry, doubled for each further one, of which jitter takes up to a half away; a server
   * that asks for more gets it. 0..3,600,000, default 1,000.
   */
  readonly retryDelayMs: number;
  /** The longest that a server's `Retry-After` is waited for, in milliseconds; one that asks for more is not asked again. 0..3,600,000, default 10,000. */
  readonly maxWaitMs: number;
  /** What failures lead to by their reason, before `onError`. */
  readonly on: FailureRules;
  /** What is different for single tiers, by their level. Default: nothing. */
  readonly tiers: { readonly [level: number]: TierPolicy };
  /** What reaching a limit of the execution leads to: an error, or the best answer so far if there is one. Default `fail`. */
  readonly onLimit: 'fail' | 'best-effort';
}

/**
 * Rules for failures by their reason:
 *
 * - `retry`: the same call is made again, up to `maxRetries` times; then `onError` applies.
 * - `wait`: the same, where the failure is transient, for servers that say when they are to be asked again.
 * - `escalate`: the next tier is asked at once.
 * - `fail`: the execution ends with the call's own error.
 *
 * A reason without a rule is tried again where it is transient, and then does what `onError` says. By default
 * `unauthorized`, `notFound` and `configuration` fail, since no higher tier makes up for a mistake of one's own, and
 * `rateLimited` waits.
 */
export type FailureRules = { readonly [Reason in RuledReason]?: RuleFor<Reason> | undefined };

/** The reasons that a policy has a rule for: all but a cancellation. */
export type RuledReason = Exclude<FailureReason, 'aborted'>;

/** What may be said of one reason: nothing waits for a key, and no server says when a refusal is over. */
export type RuleFor<Reason extends RuledReason> = Reason extends 'unauthorized' | 'notFound' | 'configuration'
  ? 'escalate' | 'fail'
  : Reason extends 'rateLimited' | 'unavailable' | 'quotaExceeded'
    ? 'retry' | 'wait' | 'escalate' | 'fail'
    : 'retry' | 'escalate' | 'fail';

/** What a tier may have of its own; the rest is the policy's. */
export interface TierPolicy extends Partial<
  Pick<HandoffPolicy, 'minConfidence' | 'onError' | 'maxRetries' | 'retryDelayMs' | 'maxWaitMs'>
> {
  /** Rules of the tier's own; a reason without one has the policy's. */
  readonly on?: FailureRules;
  /** Milliseconds that a call of this tier may take, above 0. Default: the pattern's `callTimeoutMs`. */
  readonly callTimeoutMs?: number;
}

/** A policy as an application writes it: whatever is left out has its default. */
export type PolicyOptions = OptionsOf<HandoffPolicy>;

/** The same, of which everything may be left out, or be `undefined`, down to the last field. */
type OptionsOf<T> = T extends object ? { readonly [Key in keyof T]?: OptionsOf<T[Key]> | undefined } : T;

/** Which limit of an execution was reached. */
export type LimitName = 'timeMs' | 'tokens' | 'costUsd';

/** The execution that another one began as a copy of, and the record at which they part. */
export interface ForkOrigin {
  readonly executionId: string;
  readonly seq: number;
}

/** What an execution may use. Checked before each call, so that only the call in flight can overrun it. */
export interface Limits {
  /** ISO 8601, UTC: when the execution's time is over. */
  readonly deadline?: string | undefined;
  /** Input and output tokens together, as far as they are reported. */
  readonly tokens?: number | undefined;
  /** US dollars. A call whose cost is not known counts as reaching it. */
  readonly costUsd?: number | undefined;
}

/** What identifies a machine: two machines with equal configurations behave the same. */
export interface HandoffConfig {
  /** The version of the machine, see `machineVersion`. Absent: 1. */
  readonly version?: number;
  readonly tiers: readonly TierDefinition[];
  readonly policy: HandoffPolicy;
  /** Who executes in `capped` where `policy.atCap` is `human`. Default `human`. */
  readonly humanAgentId: string;
}

/** What `createHandoffMachine` takes. */
export interface HandoffMachineOptions<Level extends number = number> {
  readonly tiers: readonly TierDefinition<Level>[];
  readonly policy?: PolicyOptions | undefined;
  readonly humanAgentId?: string | undefined;
  /** The version of the machine: an older one goes on as it began. Default: the present one, `machineVersion`. */
  readonly version?: number | undefined;
}

/** What an execution begins with. */
export interface HandoffInput {
  readonly executionId: string;
  readonly task: string;
  readonly context?: string | undefined;
  /** No tier above this level is called. Default: the highest tier. */
  readonly maxTier?: number | undefined;
  readonly limits?: Limits | undefined;
  readonly forkedFrom?: ForkOrigin | undefined;
  /** ISO 8601, UTC: when the execution starts. The machine reads no clock. */
  readonly timestamp: string;
}
