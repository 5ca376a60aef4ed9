import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { inMemory } from '../../src/memory/inMemory.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { AgentCallError } from '../../src/services/errors.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { agentThat, hanging, type AgentBehaviour } from '../support/agents.ts';

const leaseMs = 30_000;

/** A process on a memory, by the name that its owner has there. */
function processOn(sharedMemory: SharedMemory, owner: string, behaviour: AgentBehaviour = {}) {
  const agent = agentThat('a', behaviour);
  const tiers = { 1: agent, 2: humanAgent({ agentId: 'ann' }) };
  return { agent, pattern: createHandoffPattern({ tiers, sharedMemory, owner, leaseMs }) };
}

/** A process whose agent hangs in its call. */
async function hangingIn(sharedMemory: SharedMemory) {
  const called = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  const { pattern, agent } = processOn(sharedMemory, 'first', {
    evaluate: (_input, signal) => {
      called.resolve();
      signal.addEventListener('abort', () => aborted.resolve(), { once: true });
      return hanging(signal);
    },
  });
  const told = pattern.executeWithHandoff('t', { executionId: 'e' }).catch((error: unknown) => error);
  await called.promise;
  return { pattern, agent, told, aborted: aborted.promise };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** Time passes while the processes stand still: nothing of theirs is called. */
function standStill(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}

describe('what another process runs', () => {
  test('is taken by nobody: it is called once, and its caller is told how it ended', async () => {
    const sharedMemory = inMemory();
    const release = Promise.withResolvers<void>();
    const called = Promise.withResolvers<void>();
    const first = processOn(sharedMemory, 'first', {
      evaluate: async () => {
        called.resolve();
        await release.promise;
        return { canHandle: true, complexityScore: 0, reasoning: '', requiresTier: 1 };
      },
    });
    const told = first.pattern.executeWithHandoff('t', { executionId: 'e' });
    await called.promise;
    const other = processOn(sharedMemory, 'second');
    const held = { name: 'ExecutionHeldError', owner: 'first', executionId: 'e' };
    await expect(other.pattern.resume('e')).rejects.toMatchObject(held);
    await expect(other.pattern.executeWithHandoff('t', { executionId: 'e' })).rejects.toMatchObject(held);
    await expect(other.pattern.respond('e', { result: 'x' })).rejects.toMatchObject({ name: 'NotWaitingError' });
    expect(await other.pattern.resumeAll()).toEqual([]);
    // However long it takes: the lease is renewed.
    await vi.advanceTimersByTimeAsync(10 * leaseMs);
    await expect(other.pattern.resume('e')).rejects.toMatchObject(held);
    release.resolve();
    expect(await told).toMatchObject({ status: 'completed', result: 'a says hello' });
    expect(other.agent.evaluations).toHaveLength(0);
    expect(await other.pattern.resume('e')).toEqual(await told);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is cancelled from elsewhere: its call is aborted with the next renewal', async () => {
    const sharedMemory = inMemory();
    const { told, aborted } = await hangingIn(sharedMemory);
    expect(await processOn(sharedMemory, 'second').pattern.cancel('e', 'The customer left.')).toBe(true);
    await vi.advanceTimersByTimeAsync(leaseMs / 3);
    await aborted;
    expect(await told).toMatchObject({ name: 'ExecutionCancelledError', message: /The customer left/ });
  });
});

describe('a process that stood still for longer than its lease', () => {
  test('goes on where nobody has taken its execution', async () => {
    const sharedMemory = inMemory();
    const { pattern, told, aborted } = await hangingIn(sharedMemory);
    standStill(2 * leaseMs);
    await vi.advanceTimersByTimeAsync(leaseMs / 3);
    await expect(processOn(sharedMemory, 'second').pattern.resume('e')).rejects.toMatchObject({ owner: 'first' });
    await pattern.cancel('e');
    await aborted;
    expect(await told).toMatchObject({ name: 'ExecutionCancelledError' });
  });

  test('aborts its call, and its caller is told how the execution ended in the other process', async () => {
    const sharedMemory = inMemory();
    const { agent, told, aborted } = await hangingIn(sharedMemory);
    standStill(leaseMs + 1);
    await processOn(sharedMemory, 'second').pattern.resume('e');
    await vi.advanceTimersByTimeAsync(leaseMs);
    await aborted;
    expect(await told).toMatchObject({ status: 'completed', result: 'a says hello' });
    expect(agent.executions).toHaveLength(0);
  });

  test('tells its caller who holds the execution now, where that goes on', async () => {
    const sharedMemory = inMemory();
    const { told } = await hangingIn(sharedMemory);
    standStill(leaseMs + 1);
    const other = processOn(sharedMemory, 'second', { evaluate: (_input, signal) => hanging(signal) });
    const resumed = other.pattern.resume('e').catch((error: unknown) => error);
    await vi.waitUntil(() => other.agent.evaluations.length === 1);
    await vi.advanceTimersByTimeAsync(leaseMs / 3);
    expect(await told).toMatchObject({ name: 'ExecutionHeldError', owner: 'second' });
    await other.pattern.cancel('e');
    expect(await resumed).toMatchObject({ name: 'ExecutionCancelledError' });
  });

  test('has its caller wait where the other process came to a person', async () => {
    const sharedMemory = inMemory();
    const { pattern, told } = await hangingIn(sharedMemory);
    standStill(leaseMs + 1);
    const other = processOn(sharedMemory, 'second', { canHandle: false });
    await other.pattern.resume('e', { returnOnWait: true });
    await vi.advanceTimersByTimeAsync(leaseMs / 3);
    await pattern.respond('e', { result: 'yes' });
    expect(await told).toMatchObject({ status: 'completed', result: 'yes', finalTier: 2 });
  });

  test('makes no call that it was about to make again', async () => {
    const sharedMemory = inMemory();
    const busy = new AgentCallError('a', 'rateLimited', 'slowly', { status: 429, retryAfterMs: 4_000 });
    const waiting = processOn(sharedMemory, 'first', { evaluate: () => Promise.reject(busy) });
    const told = waiting.pattern.executeWithHandoff('t', { executionId: 'e' }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(waiting.agent.evaluations).toHaveLength(1);
    standStill(leaseMs);
    const other = processOn(sharedMemory, 'second');
    const resumed = other.pattern.resume('e');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await resumed).toMatchObject({ result: 'a says hello' });
    expect(await told).toMatchObject({ result: 'a says hello' });
    expect(waiting.agent.evaluations).toHaveLength(1);
  });
});
