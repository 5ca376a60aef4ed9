import { expect, test, vi } from 'vitest';

import { inMemory } from '../../src/memory/inMemory.ts';
import { createHandoffPattern } from '../../src/pattern.ts';
import { AgentCallError } from '../../src/services/errors.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { agentThat, hanging } from '../support/agents.ts';

/** Two processes on one memory: in the first an agent hangs, the second has taken the execution over. */
async function overtaken(last: 'person' | 'agent') {
  const sharedMemory = inMemory();
  const second = { 2: last === 'person' ? humanAgent({ agentId: 'b' }) : agentThat('b') };
  const called = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  const stuck = agentThat('a', {
    evaluate: (_input, signal) => {
      called.resolve();
      signal.addEventListener('abort', () => aborted.resolve(), { once: true });
      return hanging(signal);
    },
  });
  const first = createHandoffPattern({ tiers: { 1: stuck, ...second }, sharedMemory });
  const other = createHandoffPattern({ tiers: { 1: agentThat('a', { canHandle: false }), ...second }, sharedMemory });
  const told = first.executeWithHandoff('t', { executionId: 'e' }).catch((error: unknown) => error);
  await called.promise;
  await other.resume('e', { returnOnWait: true });
  return { first, other, told, aborted: aborted.promise };
}

test('what another process finished is found by a process whose own run hangs, and that run ends', async () => {
  const { first, told, aborted } = await overtaken('agent');
  await expect(first.resume('e')).resolves.toMatchObject({ result: 'b says hello' });
  expect(await told).toMatchObject({ name: 'ConcurrentExecutionError' });
  await aborted;
});

test('an answer reaches a wait that another process recorded', async () => {
  const { first } = await overtaken('person');
  await expect(first.respond('e', { result: 'yes' })).resolves.toMatchObject({ result: 'yes', finalTier: 2 });
});

test('a cancellation that was refused reaches the execution the next time', async () => {
  const { first } = await overtaken('person');
  await expect(first.cancel('e')).rejects.toMatchObject({ name: 'ConcurrentExecutionError' });
  expect(await first.cancel('e')).toBe(true);
  await expect(first.resume('e')).rejects.toMatchObject({ name: 'ExecutionCancelledError' });
});

test('a process that waits to try again makes no call where another one has taken the execution over', async () => {
  vi.useFakeTimers();
  try {
    const sharedMemory = inMemory();
    const limited = () =>
      Promise.reject(new AgentCallError('a', 'rateLimited', 'slowly', { status: 429, retryAfterMs: 4_000 }));
    const waiting = agentThat('a', { evaluate: limited });
    const first = createHandoffPattern({ tiers: { 1: waiting }, sharedMemory });
    const other = createHandoffPattern({ tiers: { 1: agentThat('a') }, sharedMemory });
    const told = first.executeWithHandoff('t', { executionId: 'e' }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1_000);
    const resumed = other.resume('e');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await resumed).toMatchObject({ result: 'a says hello' });
    expect(await told).toMatchObject({ name: 'ConcurrentExecutionError' });
    expect(waiting.evaluations).toHaveLength(1);
  } finally {
    vi.useRealTimers();
  }
});
