import { randomUUID } from 'node:crypto';

import { readEnvironment } from './configuration/environment.ts';
import { announceSample } from './configuration/notice.ts';
import { isAgent, parseHandoffOptions, type HandoffOptions } from './configuration/options.ts';
import { noOptions, parseExecuteOptions, parseTask, type ExecuteOptions } from './configuration/executeOptions.ts';
import { problemsOf, tierDefinitions } from './configuration/problems.ts';
import { resolveTiers } from './configuration/tiers.ts';
import { ExecutionCancelledError, UnknownExecutionError } from './execution/errors.ts';
import { provideServices } from './execution/provideServices.ts';
import type { HandoffEvent, HandoffResult } from './execution/result.ts';
import { createRun, type Run } from './execution/run.ts';
import { streamOf } from './execution/stream.ts';
import { ConfigurationError } from './machines/errors.ts';
import { foldRecords, type FoldStep } from './machines/fold.ts';
import { createHandoffMachine, type HandoffMachine } from './machines/handoffMachine.ts';
import { isLevel } from './machines/policy.ts';
import type { HandoffDecision, TaskExecution, TransitionRecord } from './machines/types.ts';
import { isoTime } from './machines/time.ts';
import { validConfig } from './machines/validConfig.ts';
import { ConcurrentExecutionError } from './memory/errors.ts';
import { inMemory } from './memory/inMemory.ts';
import type { SharedMemory } from './memory/sharedMemory.ts';
import type { HandoffAgent } from './services/agent.ts';
import { AgentOutputError } from './services/errors.ts';
import { humanAgent } from './services/humanAgent.ts';
import { normalizeExecution } from './services/normalize.ts';

/** What a person answers. `confidence` defaults to 1, `executionMetadata` to `{}`. */
export type HumanResponse = Pick<TaskExecution, 'result'> & Partial<TaskExecution>;

export interface ValidationReport {
  readonly valid: boolean;
  /** One sentence each; empty where `valid`. */
  readonly problems: readonly string[];
}

/** Tiers of agents, a policy and a memory: everything a task needs to find the tier that can handle it. */
export interface HandoffPattern {
  /** The agents by tier level. */
  readonly tiers: ReadonlyMap<number, HandoffAgent>;
  readonly sharedMemory: SharedMemory;

  /**
   * Takes a task through the tiers until one handles it.
   *
   * Settles when the execution is over and stored; with `returnOnWait` also as soon as a person is being waited for.
   *
   * @throws ConfigurationError before any call, where the task or an option is not valid.
   * @throws TiersExhaustedError where no allowed tier gave an answer; it carries what each of them said.
   * @throws AgentCallError or AgentOutputError where a call failed and `policy.onError` is `fail`.
   * @throws ExecutionCancelledError where it was aborted.
   * @throws MemoryError or ConcurrentExecutionError where the record could not be stored.
   */
  executeWithHandoff(task: string, options?: ExecuteOptions): Promise<HandoffResult>;

  /** The same as a sequence of events, the result last. Leaving the loop early cancels the execution. */
  stream(task: string, options?: ExecuteOptions): AsyncIterable<HandoffEvent>;

  /**
   * Answers for the person that an execution of this process waits for, and follows it to its end or its next wait.
   *
   * @throws UnknownExecutionError where nobody waits.
   * @throws AgentOutputError where the answer is empty or its confidence is not a number; the wait goes on.
   */
  respond(executionId: string, response: HumanResponse): Promise<HandoffResult>;

  /** This execution's decisions only, oldest first, without a limit. @throws UnknownExecutionError */
  getHandoffHistory(executionId: string): Promise<readonly HandoffDecision[]>;

  /** The whole audit trail, oldest first. @throws UnknownExecutionError */
  getTransitions(executionId: string): Promise<readonly TransitionRecord[]>;

  /** Every snapshot of a stored execution, folded from its record. Makes no calls. @throws UnknownExecutionError, ReplayError */
  replay(executionId: string): Promise<readonly FoldStep[]>;

  /** Adds or replaces a tier for the executions to come. @throws ConfigurationError */
  addTier(agent: HandoffAgent, tierLevel: number): void;

  /** Says whether the tiers can work, without calling them. Never throws. */
  validate(): ValidationReport;
}

/**
 * Creates a pattern, on one of four levels: nothing at all, a number of tiers, settings per tier, or one's own agents.
 *
 * Without options, environment or key it is the embedded ladder on a sample knowledge base, and says so once on stderr.
 *
 * @throws ConfigurationError for an unknown option, a value out of range, or a provider without its key.
 */
export function createHandoffPattern(options: HandoffOptions = {}): HandoffPattern {
  const checked = parseHandoffOptions(options);
  const { agents, usesSample } = resolveTiers(checked, readEnvironment(process.env));
  const { sharedMemory = inMemory(), human = humanAgent() } = checked;
  const policy = validConfig({
    tiers: tierDefinitions(agents),
    ...(checked.policy && { policy: checked.policy }),
  }).policy;
  const runs = new Map<string, Run>();
  let tiers = agents;
  let machine: HandoffMachine | undefined;
  if (usesSample) announceSample();

  function begin(task: string, options: ExecuteOptions): Run {
    const { executionId = randomUUID(), context, maxTier, abortSignal, onEvent } = parseExecuteOptions(options, tiers);
    if (abortSignal?.aborted) throw new ExecutionCancelledError(executionId, 'it was aborted before it began.');
    if (runs.has(executionId)) throw new ConcurrentExecutionError(executionId, 0, 1);
    machine ??= provideServices(
      createHandoffMachine({ tiers: tierDefinitions(tiers), policy, humanAgentId: human.agentId }),
      runs,
    );
    const timestamp = isoTime(Date.now());
    const run = createRun({
      machine,
      input: {
        executionId,
        task: parseTask(task),
        timestamp,
        ...(context !== undefined && { context }),
        ...(maxTier !== undefined && { maxTier }),
      },
      policy,
      agents: tiers,
      humanAtCap: human,
      memory: sharedMemory,
      clock: Date,
      observe: onEvent,
    });
    runs.set(executionId, run);
    const cancel = () => run.cancel(String(abortSignal?.reason));
    abortSignal?.addEventListener('abort', cancel, { once: true });
    const forget = () => {
      runs.delete(executionId);
      abortSignal?.removeEventListener('abort', cancel);
    };
    run.finished.then(forget, forget);
    run.start();
    return run;
  }

  async function recordsOf(executionId: string): Promise<readonly TransitionRecord[]> {
    const records = await sharedMemory.read(executionId);
    if (records.length > 0) return records;
    throw new UnknownExecutionError(
      executionId,
      `There is no execution ${executionId} in this memory. Check the id and the memory.`,
    );
  }

  return {
    get tiers() {
      return tiers;
    },
    sharedMemory,

    executeWithHandoff: async (task, options = noOptions) => {
      const run = begin(task, options);
      return (options.returnOnWait ?? usesSample) ? Promise.race([run.finished, run.nextWait()]) : run.finished;
    },

    stream: (task, options = noOptions) =>
      streamOf((observe) => begin(task, { ...options, onEvent: both(observe, options.onEvent) })),

    respond: async (executionId, response) => {
      const run = runs.get(executionId);
      const normalized = normalizeExecution({ confidence: 1, ...response });
      if (!normalized.valid) throw new AgentOutputError('human', normalized.issues);
      const next = run?.nextWait();
      if (run === undefined || next === undefined || !run.respond({ ...normalized.value, ...free })) {
        throw new UnknownExecutionError(
          executionId,
          `Execution ${executionId} is not waiting for a person in this process.`,
        );
      }
      return Promise.race([run.finished, next]);
    },

    getTransitions: recordsOf,
    getHandoffHistory: async (executionId) => (await recordsOf(executionId)).flatMap(({ decision }) => decision ?? []),
    replay: async (executionId) => foldRecords(await recordsOf(executionId)),

    addTier: (agent, tierLevel) => {
      if (!isAgent(agent))
        throw new ConfigurationError('agent', 'addTier: expected an agent with agentId, evaluateTask and executeTask.');
      if (!isLevel(tierLevel))
        throw new ConfigurationError('tierLevel', `addTier: tierLevel ${String(tierLevel)} is not a positive integer.`);
      const next = new Map([...tiers, [tierLevel, agent] as const]);
      validConfig({ tiers: tierDefinitions(next), policy });
      tiers = next;
      machine = undefined;
    },

    validate: () => {
      const problems = problemsOf(tiers);
      return { valid: problems.length === 0, problems };
    },
  };
}

/** A person's answer uses no tokens and no money that this library could know of. */
const free = { usage: { inputTokens: 0, outputTokens: 0 }, costUsd: 0 } as const;

function both(first: (event: HandoffEvent) => void, second: ((event: HandoffEvent) => void) | undefined) {
  return (event: HandoffEvent) => {
    first(event);
    second?.(event);
  };
}
