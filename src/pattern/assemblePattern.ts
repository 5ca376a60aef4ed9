import { randomId } from '../platform/node.ts';
import type { InspectionEvent } from 'xstate';

import {
  parseForkOptions,
  parsePendingQuery,
  parsePruneOptions,
  parseResponse,
  parseResumeAllOptions,
  parseResumeOptions,
  parseSuspendOptions,
} from './continuationOptions.ts';
import { noOptions, parseExecuteOptions, parseTask, type ExecuteOptions } from './executeOptions.ts';
import { isAgent } from './handoffOptions.ts';
import { checkTiers, parseValidateOptions } from './liveValidation.ts';
import { problemsOf, tierDefinitions } from './problems.ts';
import type { ResumeOptions } from '../continue/continuation.ts';
import { unknownExecution } from '../run/errors.ts';
import { limitsFrom } from '../run/executionLimits.ts';
import type { Ladder } from '../run/executions.ts';
import { createObservers } from '../run/observers.ts';
import { createOperations } from '../continue/operations.ts';
import type { HandoffEvent, HandoffResult } from '../run/result.ts';
import { streamOf } from '../run/stream.ts';
import { createTierHealth } from '../run/tierHealth.ts';
import type { HandoffPattern, LiveValidationReport, ValidateOptions, ValidationReport } from './handoffPattern.ts';
import { isLevel } from '../machines/checks.ts';
import { ConfigurationError } from '../machines/errors.ts';
import { foldRecords } from '../machines/fold.ts';
import { deepFreeze } from '../machines/plainData.ts';
import { isoTime } from '../machines/time.ts';
import type { HandoffInput, PolicyOptions } from '../machines/types.ts';
import { validDraft } from '../machines/validConfig.ts';
import { eraseExecution, pruneExecutions, verifyExecution } from '../memory/archive.ts';
import type { Redact } from '../memory/chain/applyRedaction.ts';
import { prepareAfter } from '../memory/chain/preparation.ts';
import type { RandomBytes } from '../memory/chain/sealRecord.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import type { HandoffAgent } from '../services/agent.ts';
import type { CallSettings } from '../services/callTimeout.ts';

/** Everything a pattern is made of, checked and complete. */
export interface PatternParts extends CallSettings {
  readonly agents: ReadonlyMap<number, HandoffAgent>;
  readonly sharedMemory: SharedMemory;
  readonly policy: PolicyOptions;
  /** Answers at the cap where the policy hands over to a person there. */
  readonly human: HandoffAgent;
  readonly redact?: Redact | undefined;
  readonly returnsOnWaitByDefault: boolean;
  /** How this process is shown to people where it holds an execution. Default: its host and its number there. */
  readonly owner?: string | undefined;
  /** Milliseconds that a lease on an execution lasts without being renewed. Default 30,000. */
  readonly leaseMs?: number | undefined;
  /** Shown everything that XState says of the executions' actors. */
  readonly inspect?: ((event: InspectionEvent) => void) | undefined;
  /** Where the salts of sealed records come from. Default: the platform's; a simulation gives its own. */
  readonly randomBytes?: RandomBytes | undefined;
}

/** Puts a pattern together. @throws ConfigurationError where the tiers or the policy are not valid. */
export function assemblePattern(parts: PatternParts): HandoffPattern {
  const {
    agents,
    sharedMemory,
    policy,
    human,
    redact,
    returnsOnWaitByDefault,
    clock,
    callTimeoutMs,
    maxTextLength,
    inspect,
    randomBytes,
    owner,
    leaseMs,
  } = parts;
  const ladderOf = (tiers: Iterable<readonly [number, HandoffAgent]>): Ladder => {
    const ascending = new Map([...tiers].toSorted(([a], [b]) => a - b));
    const options = { tiers: tierDefinitions(ascending), policy, humanAgentId: human.agentId };
    return { agents: ascending, config: deepFreeze(validDraft(options)) };
  };
  let ladder = ladderOf(agents);
  const earlier: Ladder[] = [];
  const observers = createObservers();
  const health = createTierHealth();
  const operations = createOperations({
    memory: sharedMemory,
    humanAtCap: human,
    observers,
    health,
    clock,
    callTimeoutMs,
    maxTextLength,
    inspect,
    preparation: (last) => prepareAfter(last, { redact, seals: sharedMemory.seals ?? true, randomBytes }),
    owner,
    leaseMs,
    ladder: () => ladder,
    earlier: () => earlier,
  });
  const returnsOnWait = ({ returnOnWait = returnsOnWaitByDefault }: ExecuteOptions | ResumeOptions) => returnOnWait;
  const withDefault = <T extends ResumeOptions>(given: T): T => ({ ...given, returnOnWait: returnsOnWait(given) });

  async function execute(input: HandoffInput, options: ExecuteOptions, textDeltas = false): Promise<HandoffResult> {
    const observation = { ...options, textDeltas, returnOnWait: returnsOnWait(options) };
    const { settled } = await operations.begin(input, observation);
    return settled;
  }

  /** @throws ConfigurationError */
  function requested(task: string, executeOptions: ExecuteOptions) {
    assertTiers(ladder);
    const options = parseExecuteOptions(executeOptions, ladder.agents);
    return { options, input: inputOf(parseTask(task), options, clock.now()) };
  }

  function validate(options?: { readonly live?: false | undefined }): ValidationReport;
  function validate(options: ValidateOptions): Promise<LiveValidationReport>;
  function validate(
    options?: ValidateOptions | { readonly live?: false | undefined },
  ): ValidationReport | Promise<LiveValidationReport> {
    const problems = [...problemsOf(ladder.agents, ladder.config.policy), ...health.problems()];
    const report = { valid: problems.length === 0, problems };
    const checked = parseValidateOptions(options);
    return checked.live === true ? checkTiers(ladder.agents, report, { ...checked, clock }) : report;
  }

  return {
    get tiers() {
      return new Map(ladder.agents);
    },
    get config() {
      return ladder.config;
    },
    sharedMemory,
    redact,

    executeWithHandoff: async (task, executeOptions = noOptions) => {
      const { options, input } = requested(task, executeOptions);
      return execute(input, options);
    },

    stream: (task, executeOptions = noOptions) =>
      streamOf((observe) => {
        const { options, input } = requested(task, executeOptions);
        const onEvent = options.onEvent === undefined ? observe : both(observe, options.onEvent);
        return {
          settled: execute(input, { ...options, onEvent }, true),
          // Where it is over already there is nothing to cancel.
          cancel: (reason) => void operations.cancel(input.executionId, reason).catch(() => undefined),
        };
      }),

    resume: async (executionId, resumeOptions) =>
      operations.resume(executionId, withDefault(parseResumeOptions('resume', resumeOptions))),
    resumeAll: async (resumeOptions) => operations.resumeAll(parseResumeAllOptions(resumeOptions)),
    fork: async (executionId, forkOptions) => operations.fork(executionId, withDefault(parseForkOptions(forkOptions))),
    respond: async (executionId, response, resumeOptions) =>
      operations.respond(executionId, parseResponse(response), {
        returnOnWait: true,
        ...parseResumeOptions('respond', resumeOptions),
      }),
    pending: async (query) => operations.pending(parsePendingQuery(query)),
    getPending: operations.getPending,
    cancel: operations.cancel,
    suspend: async (suspendOptions) => operations.suspend(parseSuspendOptions(suspendOptions)),

    getTransitions: operations.recordsOf,
    getHandoffHistory: async (executionId) =>
      (await operations.recordsOf(executionId)).flatMap(({ decision }) => decision ?? []),
    verify: async (executionId, anchor) =>
      (await verifyExecution(sharedMemory, executionId, anchor)) ?? unknownExecution(executionId),
    erase: async (executionId, fields) => {
      if (operations.isRunning(executionId)) {
        const message = `erase: execution ${executionId} runs in this process, and would write the text again. Cancel it, or wait for its end.`;
        throw new ConfigurationError('executionId', message);
      }
      if (!(await eraseExecution(sharedMemory, executionId, fields))) unknownExecution(executionId);
    },
    prune: async (options) => pruneExecutions(sharedMemory, parsePruneOptions(options)),
    replay: async (executionId) => {
      const steps = foldRecords(await operations.recordsOf(executionId));
      for (const { record, snapshot } of steps) deepFreeze([record, snapshot.context]);
      return steps;
    },

    observe: (observer) => observers.attach(observer),

    addTier: (agent, tierLevel) => {
      if (!isAgent(agent)) {
        const message = 'addTier: expected an agent with agentId, evaluateTask and executeTask.';
        throw new ConfigurationError('agent', message);
      }
      if (!isLevel(tierLevel)) {
        throw new ConfigurationError('tierLevel', `addTier: tierLevel ${String(tierLevel)} is not a positive integer.`);
      }
      const added = ladderOf([...ladder.agents, [tierLevel, agent]]);
      earlier.unshift(ladder);
      ladder = added;
    },

    validate,
  };
}

/** @throws ConfigurationError */
function assertTiers({ agents }: Ladder): void {
  if (agents.size > 0) return;
  const message = 'executeWithHandoff: this pattern has no tiers yet. Add one: pattern.addTier(agent, 1).';
  throw new ConfigurationError('tiers', message);
}

function inputOf(task: string, options: ExecuteOptions, now: number): HandoffInput {
  const { executionId = randomId(), context, maxTier, limits = {} } = options;
  return {
    executionId,
    task,
    timestamp: isoTime(now),
    limits: limitsFrom(limits, now),
    ...(context !== undefined && { context }),
    ...(maxTier !== undefined && { maxTier }),
  };
}

function both(first: (event: HandoffEvent) => unknown, second: (event: HandoffEvent) => unknown) {
  return (event: HandoffEvent) => Promise.all([first(event), second(event)]);
}
