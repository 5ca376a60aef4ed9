import { assemblePattern, type PatternParts } from '../../../src/pattern/assemblePattern.ts';
import type { HandoffPattern } from '../../../src/pattern/handoffPattern.ts';
import type { HandoffResult } from '../../../src/run/result.ts';
import { ConcurrentExecutionError, ExecutionHeldError } from '../../../src/memory/errors.ts';
import type { HandoffAgent } from '../../../src/services/agent.ts';

type Assemble = (parts: PatternParts) => HandoffPattern;

/** A real pattern whose parts are not what they should be. */
const fromOther =
  (change: (parts: PatternParts) => Partial<PatternParts>): Assemble =>
  (parts) =>
    assemblePattern({ ...parts, ...change(parts) });

/** A real pattern that does something else than is asked of it. */
const doing =
  (change: (pattern: HandoffPattern) => Partial<HandoffPattern>): Assemble =>
  (parts) => {
    const pattern = assemblePattern(parts);
    return { ...pattern, ...change(pattern) };
  };

const withAgents = (change: (agent: HandoffAgent) => Partial<HandoffAgent>): Assemble =>
  fromOther(({ agents }) => ({
    agents: new Map([...agents].map(([level, agent]) => [level, { ...agent, ...change(agent) }])),
  }));

/** A call that has just ended is made once more wherever an execution is resumed. */
export const executesAgainAfterResume: Assemble = (parts) => {
  let resumed = false;
  const agents = new Map(
    [...parts.agents].map(([level, agent]) => {
      const executeTask: HandoffAgent['executeTask'] = async (input, options) => {
        const output = await agent.executeTask(input, options);
        return resumed ? agent.executeTask(input, options) : output;
      };
      return [level, { ...agent, executeTask }];
    }),
  );
  const pattern = assemblePattern({ ...parts, agents });
  const resume: HandoffPattern['resume'] = (executionId, options) => {
    resumed = true;
    return pattern.resume(executionId, options);
  };
  return { ...pattern, resume };
};

/** What a person said to one question is taken for the answer to the next one as well. */
export const answersTwice = doing((pattern) => ({
  respond: async (executionId, response, options) => {
    const result = await pattern.respond(executionId, response, { ...options, returnOnWait: true });
    return result.status === 'waiting' ? pattern.respond(executionId, response, options) : result;
  },
}));

/** An answer that comes too late is confirmed, and thrown away. */
export const welcomesEveryAnswer = doing((pattern) => ({
  respond: async (executionId, response, options) => {
    try {
      return await pattern.respond(executionId, response, options);
    } catch {
      return pattern.resume(executionId, options);
    }
  },
}));

export const saysThatItCancelled = doing(() => ({ cancel: async () => true }));

export const ignoresAbortSignal = doing((pattern) => ({
  executeWithHandoff: (task, { abortSignal: _, ...options } = {}) => pattern.executeWithHandoff(task, options),
}));

export const ignoresMaxTier = doing((pattern) => ({
  executeWithHandoff: (task, { maxTier: _, ...options } = {}) => pattern.executeWithHandoff(task, options),
}));

export const ignoresBudget = doing((pattern) => ({
  executeWithHandoff: (task, { limits: { timeMs } = {}, ...options } = {}) =>
    pattern.executeWithHandoff(task, { ...options, limits: { timeMs } }),
}));

export const ignoresRunTimeout = doing((pattern) => ({
  executeWithHandoff: (task, { limits: { timeMs: _, ...limits } = {}, ...options } = {}) =>
    pattern.executeWithHandoff(task, { ...options, limits }),
}));

export const ignoresCallTimeout = fromOther(() => ({ callTimeoutMs: undefined }));

export const retriesMoreOften = fromOther(({ policy }) => ({
  policy: { ...policy, maxRetries: (policy.maxRetries ?? 0) + 1 },
}));

/** Every timer comes too early, so that retries and deadlines do. */
export const waitsHalfTheTime = fromOther(({ clock }) => ({
  clock: { now: clock.now, schedule: (passed, delayMs) => clock.schedule(passed, delayMs / 2) },
}));

/** A loop that looks for work and never sleeps. */
export const neverSleeps = fromOther(({ clock }) => {
  const look = () => void clock.schedule(look, 0);
  look();
  return {};
});

const polished = (result: HandoffResult): HandoffResult =>
  result.status === 'completed' ? { ...result, result: result.result.toUpperCase() } : result;

export const tellsAnotherAnswer = doing((pattern) => ({
  executeWithHandoff: async (task, options) => polished(await pattern.executeWithHandoff(task, options)),
}));

/** What is not an answer is never told. */
export const keepsFailuresToItself = doing((pattern) => ({
  executeWithHandoff: (task, options) =>
    pattern.executeWithHandoff(task, options).catch(() => new Promise<never>(() => undefined)),
}));

export const forgetsFirstDecision = doing((pattern) => ({
  getHandoffHistory: async (executionId) => (await pattern.getHandoffHistory(executionId)).slice(1),
}));

/** Calls begin while the record that caused them is still on its way. */
export const writesBehind = fromOther(({ sharedMemory }) => ({
  sharedMemory: {
    ...sharedMemory,
    append: async (records, claim) => {
      sharedMemory.append(records, claim).catch(() => undefined);
    },
  },
}));

/** What went wrong goes into the record as what went well. */
export const recordsFailureAsDone = fromOther(({ sharedMemory }) => ({
  sharedMemory: {
    ...sharedMemory,
    append: (records, claim) =>
      sharedMemory.append(
        records.map((record) => (record.to === 'failed' ? { ...record, to: 'done' } : record)),
        claim,
      ),
  },
}));

/** Somebody else has written, and it goes on as if nothing were the matter. */
export const goesOnWhenRefused = fromOther(({ sharedMemory }) => ({
  sharedMemory: {
    ...sharedMemory,
    append: (records, claim) =>
      sharedMemory.append(records, claim).catch((error: unknown) => {
        if (!ConcurrentExecutionError.isInstance(error) && !ExecutionHeldError.isInstance(error)) throw error;
      }),
  },
}));

export const leavesRecordsUnsealed = fromOther(({ sharedMemory }) => ({
  sharedMemory: { ...sharedMemory, seals: false },
}));

export const callsWithoutKey = withAgents((agent) => ({
  evaluateTask: (input, { idempotencyKey: _, ...options }) => agent.evaluateTask(input, options),
}));

export const forgetsUsage = withAgents((agent) => ({
  executeTask: async (input, options) => {
    const { usage: _, ...output } = await agent.executeTask(input, options);
    return output;
  },
}));

/** An unsure answer is recorded as a sure one. */
export const overstatesConfidence = withAgents((agent) => ({
  executeTask: async (input, options) => {
    const output = await agent.executeTask(input, options);
    return output.confidence < 0.5 ? { ...output, confidence: 0.95 } : output;
  },
}));
