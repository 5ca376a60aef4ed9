import type { FinalState, StateName, TierPhase } from './stateName.ts';
import type {
  CalledModel,
  Failure,
  ForkOrigin,
  HandoffConfig,
  HandoffInput,
  LimitName,
  Limits,
  PreviousAttempt,
  TaskEvaluation,
  TaskExecution,
  Usage,
  UsageTotals,
} from './types.ts';

/** One tier's decision about one task. Every tier that is asked has one, also where its evaluation comes to nothing. */
export interface HandoffDecision {
  readonly executionId: string;
  readonly tierLevel: number;
  readonly agentId: string;
  /** `null` where there is no evaluation: the call failed, or was cut off. */
  readonly canHandle: boolean | null;
  /** 0 (trivial) to 1 (as hard as it gets); `null` where there is no evaluation. */
  readonly complexityScore: number | null;
  /** Empty where there is no evaluation. */
  readonly reasoning: string;
  /** A positive integer; `null` where there is no evaluation. */
  readonly requiresTier: number | null;
  /** `stop`: the execution ends here, for want of a higher tier, by the policy, by `limit`, or by a cancellation. */
  readonly handoffDecision: 'execute' | 'escalate' | 'stop';
  readonly capped: boolean;
  /** Why the evaluation failed. Absent: it did not. */
  readonly failure?: Failure;
  /** The limit that ended the execution here. Absent: none did. */
  readonly limit?: LimitName;
  /** The model that decided. Absent: the agent does not say. */
  readonly model?: CalledModel;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
}

/** A person has been asked, and nobody has answered yet. */
export interface Waiting {
  /** ISO 8601, UTC. */
  readonly since: string;
  /** ISO 8601, UTC; `null`: no deadline. */
  readonly deadline: string | null;
}

/** The machine's whole extended state: plain JSON, finite numbers only. */
export interface HandoffContext {
  readonly executionId: string;
  readonly task: string;
  readonly context: string;
  /** The highest tier level this execution may call. */
  readonly capLevel: number;
  /** The tier at work; in `escalating`, the tier it leads to. */
  readonly tierLevel: number;
  /** How many records the execution has written; in `escalating`, with the one of its automatic way out. */
  readonly seq: number;
  readonly startedAt: string;
  /** The time of the last event. */
  readonly now: string;
  readonly escalationCount: number;
  readonly capped: boolean;
  readonly evaluation: TaskEvaluation | null;
  readonly execution: TaskExecution | null;
  readonly attempts: readonly PreviousAttempt[];
  /** The most confident answer that was not confident enough, and who gave it. */
  readonly draft: (TaskExecution & { readonly tierLevel: number }) | null;
  readonly waiting: Waiting | null;
  readonly forkedFrom: ForkOrigin | null;
  readonly limits: Limits;
  readonly limitReached: LimitName | null;
  /** How often the call at hand has been made again. */
  readonly retries: number;
  readonly notBefore: string | null;
  /** A process let go of the execution between two calls: none is in flight. */
  readonly suspended: boolean;
  readonly usage: UsageTotals;
  /** US dollars; `null` as soon as one call's cost is not known. */
  readonly costUsd: number | null;
  readonly failure: Failure | null;
}

/** The events an application may send. Services report through XState's own `xstate.done.actor.*` and `xstate.error.actor.*`. */
export type HandoffMachineEvent =
  | { readonly type: 'cancel'; readonly timestamp: string; readonly reason?: string }
  /** A person has been asked. */
  | { readonly type: 'wait'; readonly timestamp: string; readonly deadline: string | null }
  /**
   * Another process, or the same one later, goes on from here. A call that was in flight is made once more, and counts
   * as one of unknown cost, except after `suspend` and while a person is waited for.
   */
  | { readonly type: 'resume'; readonly timestamp: string }
  /** The process lets go of the execution, and has not begun the call that is due. */
  | { readonly type: 'suspend'; readonly timestamp: string }
  /** The execution's deadline has passed. */
  | { readonly type: 'expire'; readonly timestamp: string };

/** A transition within one tier, or out of it into a final state. */
export interface Step {
  readonly level: number;
  readonly from: TierPhase;
  readonly to: TierPhase | FinalState;
}

/** A service returned. `output` is an `EvaluationOutput` or an `ExecutionOutput`, unless the service is at fault. */
export interface ServiceDoneEvent {
  readonly type: `xstate.done.actor.${string}`;
  readonly actorId: string;
  readonly output: unknown;
}

/** A service threw. The record keeps what is plain data of the error. */
export interface ServiceErrorEvent {
  readonly type: `xstate.error.actor.${string}`;
  readonly actorId: string;
  readonly error: unknown;
}

/** An execution goes on where it stands, under other tiers or another policy. The fold takes it; no machine is sent it. */
export interface MoveEvent {
  readonly type: 'move';
  readonly timestamp: string;
  readonly config: HandoffConfig;
}

/** What happened, as it is stored. Feeding these back into the machine reproduces every snapshot. */
export type RecordedEvent =
  | { readonly type: 'xstate.init'; readonly input: HandoffInput; readonly config: HandoffConfig }
  | ServiceDoneEvent
  | ServiceErrorEvent
  | HandoffMachineEvent
  | MoveEvent
  /** The automatic step out of `escalating`: it follows from the event before it and is not fed back. */
  | { readonly type: 'escalate' };

/** One transition of one execution: a line of the audit trail. */
export interface TransitionRecord {
  readonly executionId: string;
  /** 0, 1, 2, … without gaps within an execution. */
  readonly seq: number;
  /** ISO 8601, UTC: when the event happened. */
  readonly timestamp: string;
  readonly event: RecordedEvent;
  /** `null` for the first record. */
  readonly from: StateName | null;
  readonly to: StateName;
  /** The tier in which the event happened. */
  readonly tierLevel: number;
  readonly agentId: string;
  readonly decision?: HandoffDecision;
  readonly usage?: Usage;
  /** US dollars, where the call reported it. */
  readonly costUsd?: number;
  /** Milliseconds the call took. */
  readonly durationMs?: number;
  /** ISO 8601, UTC: the call failed, and is not made again before this time. */
  readonly notBefore?: string;
  /** What makes a change to this record, or to those before it, show. Put there before it is stored. */
  readonly seal?: RecordSeal;
}

/** A record's link in the hash chain of its execution. Paths are like `event.input.task`. */
export interface RecordSeal {
  /** The `hash` of the record before; 64 zeros in the first record. */
  readonly previousHash: string;
  /** SHA-256 (FIPS 180-4), lower-case hexadecimal. */
  readonly hash: string;
  /** The salt of every value that may be erased: 128 random bits as base64, by the value's path. */
  readonly salts: { readonly [path: string]: string };
  /** The salted hash that stands for a value that was erased, by its path. */
  readonly erased?: { readonly [path: string]: string };
}

/** What the machine emits with every transition. */
export type HandoffEmitted = { readonly type: 'transition'; readonly record: TransitionRecord };

/** Totals of an execution at the moment it stops: tier reached, escalations, cost. */
export interface StopFigures {
  readonly executionId: string;
  /** The level of the tier that answered, that is being waited for, or that came last. */
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

/** What the machine comes to: its output in a final state. */
export type HandoffOutput =
  | (StopFigures & { readonly status: 'completed' } & TaskExecution)
  | (StopFigures & {
      readonly status: 'failed' | 'cancelled';
      readonly failure: Failure;
      readonly attempts: readonly PreviousAttempt[];
    });
