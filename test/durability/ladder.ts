import { setTimeout } from 'node:timers/promises';

import { assemblePattern } from '../../src/pattern/assemblePattern.ts';
import type { HandoffOptions } from '../../src/pattern/handoffOptions.ts';
import type { HumanResponse } from '../../src/continue/continuation.ts';
import type { CompletedResult } from '../../src/run/result.ts';
import type { HandoffPattern } from '../../src/pattern/handoffPattern.ts';
import { ExecutionHeldError } from '../../src/memory/errors.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import type { AgentCallOptions, HandoffAgent } from '../../src/services/agent.ts';
import { systemClock } from '../../src/time/clock.ts';
import { AgentCallError } from '../../src/services/errors.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';

/** What a call goes through: it may note it, stop in it, or let it be. */
export type AroundCall = <T>(callId: string, call: () => T) => Promise<T>;

/** How long a process that was killed still holds what it ran: as short as may be, since somebody waits for it. */
const deadAfterMs = 300;

const cost = { usage: { inputTokens: 10, outputTokens: 5 }, costUsd: 0.001 };
const answer: HumanResponse = { result: 'A person says so.' };

/**
 * Three tiers: the first fails once for a moment and then gives an answer that is not sure enough, the second declines,
 * the third is a person. What an agent does depends on its input alone, so every way through ends alike.
 */
export function ladderPattern(
  sharedMemory: SharedMemory,
  around: AroundCall,
  { leaseMs = deadAfterMs }: { readonly leaseMs?: number | undefined } = {},
): HandoffPattern {
  const called = <T>({ idempotencyKey = '' }: AgentCallOptions, call: () => T) => around(idempotencyKey, call);
  const evaluation = (canHandle: boolean) => ({ canHandle, complexityScore: 0.4, reasoning: 'as ever', ...cost });
  const flaky: HandoffAgent = {
    agentId: 'flaky',
    evaluateTask: (_input, options) =>
      called(options, () => {
        const isFirst = options.idempotencyKey?.endsWith(':0') === true;
        if (isFirst) throw new AgentCallError('flaky', 'network', 'The line is busy.', { report: cost });
        return { ...evaluation(true), requiresTier: 1 };
      }),
    executeTask: (_input, options) =>
      called(options, () => ({ result: 'A guess.', confidence: 0.2, executionMetadata: {}, ...cost })),
  };
  const modest: HandoffAgent = {
    agentId: 'modest',
    evaluateTask: (_input, options) => called(options, () => ({ ...evaluation(false), requiresTier: 3 })),
    executeTask: () => Promise.reject(new Error('It declined.')),
  };
  const person = humanAgent();
  const asked: HandoffAgent = {
    ...person,
    evaluateTask: async (input, options) => called(options, () => person.evaluateTask(input, options)),
  };
  const tiers = { 1: flaky, 2: modest, 3: asked };
  const policy: NonNullable<HandoffOptions['policy']> = { minConfidence: 0.5, maxRetries: 1, retryDelayMs: 0 };
  return assemblePattern({
    agents: new Map(Object.entries(tiers).map(([level, agent]) => [Number(level), agent])),
    policy,
    sharedMemory,
    human: person,
    clock: systemClock,
    returnsOnWaitByDefault: false,
    leaseMs,
  });
}

/** How often the record of an uninterrupted run is written to, and how many calls it makes. */
export const ladderAppends = 8;
export const ladderCalls = 5;

/** From the start to the end, the person's answer included. */
export async function runLadder(pattern: HandoffPattern, executionId: string): Promise<CompletedResult> {
  await pattern.executeWithHandoff('Is it so?', { executionId, returnOnWait: true });
  return completed(await pattern.respond(executionId, answer));
}

/** From where it stands to the end, as soon as the process that is dead does not hold it any more. */
export async function resumeLadder(pattern: HandoffPattern, executionId: string): Promise<CompletedResult> {
  const result = await whenFree(() => pattern.resume(executionId, { returnOnWait: true }));
  return completed(result.status === 'waiting' ? await pattern.respond(executionId, answer) : result);
}

/** Does it again for as long as another process holds the execution. */
async function whenFree<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!ExecutionHeldError.isInstance(error)) throw error;
      await setTimeout(Math.max(10, Date.parse(error.expiresAt) - Date.now()));
    }
  }
}

function completed(result: Awaited<ReturnType<HandoffPattern['respond']>>): CompletedResult {
  if (result.status === 'completed') return result;
  throw new Error(`Execution ${result.executionId} still waits.`);
}
