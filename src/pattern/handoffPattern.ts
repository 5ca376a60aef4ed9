import type { ExecuteOptions } from './executeOptions.ts';
import type { Continuations } from '../continue/continuation.ts';
import type { HandoffObserver } from '../run/observer.ts';
import type { HandoffEvent, HandoffResult } from '../run/result.ts';
import type { FoldStep } from '../machines/fold.ts';
import type { HandoffDecision, TransitionRecord } from '../machines/executionTypes.ts';
import type { HandoffConfig, Usage } from '../machines/types.ts';
import type { Redact } from '../memory/chain/applyRedaction.ts';
import type { ErasableField } from '../machines/recordFields.ts';
import type { ChainAnchor, Verification } from '../memory/chain/verifyRecords.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import type { HandoffAgent } from '../services/agent.ts';

/** Whether the tiers can work, see `HandoffPattern.validate`. */
export interface ValidationReport {
  readonly valid: boolean;
  /** One sentence each; empty where `valid`. */
  readonly problems: readonly string[];
}

/** Options of a validation that asks the agents. */
export interface ValidateOptions {
  readonly live: true;
  /** Milliseconds one tier's check may take. Default: 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Ends the checks; what `validate` returned then rejects with its reason. */
  readonly abortSignal?: AbortSignal | undefined;
}

/** The outcome of a real call of a tier's agent. */
export interface TierCheck {
  readonly tierLevel: number;
  readonly agentId: string;
  /** `unchecked`: the agent has no `check`, as a person has none. That is no problem. */
  readonly outcome: 'works' | 'fails' | 'unchecked';
  /** The fault, and the change that mends it; `null` where there is none. */
  readonly problem: string | null;
  /** The adaptions that were needed for the call to succeed, one sentence each. */
  readonly notes: readonly string[];
  readonly usage: Usage | null;
  /** US dollars; `null` where it is not known. */
  readonly costUsd: number | null;
  readonly durationMs: number;
}

/** Whether the tiers can work, and whether their agents do. */
export interface LiveValidationReport extends ValidationReport {
  /** In ascending order. */
  readonly tiers: readonly TierCheck[];
  /** The cost of all checks, US dollars; `null` where it is not known of one. */
  readonly costUsd: number | null;
}

/** Tiers of agents, a policy and a memory: everything a task needs to find the tier that can handle it. */
export interface HandoffPattern extends Continuations {
  /** The agents by tier level. */
  readonly tiers: ReadonlyMap<number, HandoffAgent>;
  /** The tiers and the policy as the machine sees them. */
  readonly config: HandoffConfig;
  readonly sharedMemory: SharedMemory;
  /** The function by which records are redacted before they are stored. What observers see is not redacted. */
  readonly redact?: Redact | undefined;

  /**
   * Takes a task through the tiers until one handles it.
   *
   * Settles when the execution is over and stored; with `returnOnWait` also as soon as a person is being waited for. Set
   * that where another process may answer: without it the promise waits for an answer through this process.
   *
   * @throws ConfigurationError before any call, where the task or an option is not valid.
   * @throws TiersExhaustedError where no allowed tier gave an answer; it carries what each of them said.
   * @throws BudgetExceededError where a limit was reached before the next call and `policy.onLimit` is `fail`.
   * @throws AgentCallError, AgentOutputError or AgentDeclinedError where a call failed and `policy.onError` is `fail`.
   * @throws ExecutionCancelledError where it was cancelled.
   * @throws MemoryError or ConcurrentExecutionError where the record could not be stored.
   */
  executeWithHandoff(task: string, options?: ExecuteOptions): Promise<HandoffResult>;

  /**
   * The same as a sequence of events, the result last. A consumer that is slow slows the execution down; leaving the
   * loop early cancels it.
   */
  stream(task: string, options?: ExecuteOptions): AsyncIterable<HandoffEvent>;

  /** This execution's decisions only, oldest first, without a limit. @throws UnknownExecutionError */
  getHandoffHistory(executionId: string): Promise<readonly HandoffDecision[]>;

  /** The whole audit trail, oldest first. @throws UnknownExecutionError */
  getTransitions(executionId: string): Promise<readonly TransitionRecord[]>;

  /** Every snapshot of a stored execution, folded from its record. Makes no calls. @throws UnknownExecutionError, ReplayError */
  replay(executionId: string): Promise<readonly FoldStep[]>;

  /**
   * Checks the hash chain of a stored execution: finds any changed, removed, reordered or inserted record. The end can
   * only be missed where `anchor` says what it was.
   *
   * @throws UnknownExecutionError
   */
  verify(executionId: string, anchor?: ChainAnchor): Promise<Verification>;

  /**
   * Removes personal data from a stored execution. Its chain still verifies and it still replays; what was removed is
   * gone for good. Forks of it keep their copies, and one that is not over goes on with `[erased]` in its place.
   *
   * @throws UnknownExecutionError
   * @throws ConfigurationError where a field is not one of `erasableFields`, or where it runs in this process.
   */
  erase(executionId: string, fields: readonly ErasableField[]): Promise<void>;

  /** Deletes the executions that began before a time and are over; resolves with their number. @throws ConfigurationError */
  prune(options: { readonly before: string | Date }): Promise<number>;

  /**
   * Attaches an observer that sees every execution that this pattern runs, and may change its calls before they are made:
   * the inspector, for example. Returns a function that detaches it; calls it was holding continue.
   */
  observe(observer: HandoffObserver): () => void;

  /** Adds or replaces a tier for the executions to come. @throws ConfigurationError */
  addTier(agent: HandoffAgent, tierLevel: number): void;

  /** Says whether the tiers can work, without calling them; a tier whose last five calls in this process failed is a problem. */
  validate(options?: { readonly live?: false | undefined }): ValidationReport;

  /**
   * Also asks each tier's agent, all at once, whether it can be reached and its provider accepts its model and settings:
   * one small call per tier that is paid for as any other, and recorded nowhere. Rejects where it is aborted only.
   */
  validate(options: ValidateOptions): Promise<LiveValidationReport>;
}
