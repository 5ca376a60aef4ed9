import { describe, expect, test, vi } from 'vitest';

import { inMemory } from '../../src/memory/inMemory.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { AgentCallError } from '../../src/services/errors.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { agentThat, hanging, type AgentBehaviour } from '../support/agents.ts';

/** An agent whose evaluation ends when it is told so. */
function held() {
  const called = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const behaviour: AgentBehaviour = {
    evaluate: async () => {
      called.resolve();
      await release.promise;
      return { canHandle: true, complexityScore: 0, reasoning: '', requiresTier: 1 };
    },
  };
  return { called: called.promise, release: release.resolve, behaviour };
}

function patternOn(sharedMemory: SharedMemory, behaviour: AgentBehaviour = {}) {
  const agent = agentThat('a', behaviour);
  return { agent, pattern: createHandoffPattern({ tiers: { 1: agent }, sharedMemory }) };
}

const suspended = { name: 'SuspendedError', code: 'HANDOFF_SUSPENDED' };
const lastOf = async (memory: SharedMemory, id: string) => (await memory.read(id)).at(-1)?.event.type;

describe('a pattern that is suspended', () => {
  test('lets the call under way finish, stands between two calls, and is resumed without paying twice', async () => {
    const sharedMemory = inMemory();
    const { called, release, behaviour } = held();
    const { pattern, agent } = patternOn(sharedMemory, behaviour);
    const running = pattern.executeWithHandoff('t', { executionId: 'e' });
    await called;
    const suspension = pattern.suspend();
    release();
    await expect(running).rejects.toMatchObject({ ...suspended, executionId: 'e' });
    expect(await suspension).toEqual({ finished: ['e'], aborted: [], waiting: [] });
    expect(agent.executions).toHaveLength(0);
    expect(await lastOf(sharedMemory, 'e')).toBe('suspend');
    expect(await sharedMemory.find('e')).toMatchObject({ status: 'running', lease: null });

    const next = patternOn(sharedMemory);
    const result = await next.pattern.resume('e');
    expect(result).toMatchObject({ status: 'completed', usage: { calls: 2 } });
    expect([next.agent.evaluations.length, next.agent.executions.length]).toEqual([0, 1]);
    expect((await next.pattern.replay('e')).at(-1)?.snapshot.status).toBe('done');
  });

  test('begins no call of what was being taken up meanwhile', async () => {
    const sharedMemory = inMemory();
    const first = patternOn(sharedMemory, { evaluate: (_input, signal) => hanging(signal) });
    const running = first.pattern.executeWithHandoff('t', { executionId: 'e' });
    const [, suspension] = [running.catch(() => undefined), first.pattern.suspend({ timeoutMs: 1 })];
    await suspension;
    const appending = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const slow: SharedMemory = {
      ...sharedMemory,
      append: async (records, claim) => {
        appending.resolve();
        await release.promise;
        return sharedMemory.append(records, claim);
      },
    };
    const { pattern, agent } = patternOn(slow);
    const resumed = pattern.resume('e');
    await appending.promise;
    const over = pattern.suspend({ timeoutMs: 5 });
    release.resolve();
    await over;
    await expect(resumed).rejects.toMatchObject(suspended);
    expect(agent.evaluations).toHaveLength(0);
    expect(await sharedMemory.find('e')).toMatchObject({ status: 'running', lease: null });
  });

  test('aborts what takes too long, records nothing of it, and whoever resumes makes that call once more', async () => {
    const sharedMemory = inMemory();
    const called = Promise.withResolvers<AbortSignal>();
    const { pattern } = patternOn(sharedMemory, {
      evaluate: (_input, signal) => {
        called.resolve(signal);
        return hanging(signal);
      },
    });
    const running = pattern.executeWithHandoff('t', { executionId: 'e' });
    const signal = await called.promise;
    const told = running.catch((error: unknown) => error);
    expect(await pattern.suspend({ timeoutMs: 10 })).toEqual({ finished: [], aborted: ['e'], waiting: [] });
    expect(await told).toMatchObject(suspended);
    expect(signal.aborted).toBe(true);
    expect(await sharedMemory.read('e')).toHaveLength(1);
    const next = patternOn(sharedMemory);
    expect(await next.pattern.resume('e')).toMatchObject({ status: 'completed' });
    expect(next.agent.evaluations).toHaveLength(1);
  });

  test('waits for no retry, and whoever resumes keeps to its time', async () => {
    const sharedMemory = inMemory();
    const busy = new AgentCallError('a', 'rateLimited', 'slowly', { status: 429, retryAfterMs: 9_000 });
    const { pattern, agent } = patternOn(sharedMemory, { evaluate: () => Promise.reject(busy) });
    const retried = Promise.withResolvers<void>();
    const onEvent = ({ type }: { readonly type: string }) => type === 'retry' && retried.resolve();
    const running = pattern.executeWithHandoff('t', { executionId: 'e', onEvent });
    running.catch(() => undefined);
    await retried.promise;
    expect(await pattern.suspend()).toMatchObject({ finished: ['e'] });
    await expect(running).rejects.toMatchObject(suspended);
    expect(agent.evaluations).toHaveLength(1);
    expect(await lastOf(sharedMemory, 'e')).toBe('suspend');
  });

  test('lets go of a call that a debugger holds', async () => {
    const sharedMemory = inMemory();
    const { pattern, agent } = patternOn(sharedMemory);
    const asked = Promise.withResolvers<void>();
    pattern.observe({
      beforeCall: () => {
        asked.resolve();
        return new Promise(() => undefined);
      },
    });
    const running = pattern.executeWithHandoff('t', { executionId: 'e' });
    running.catch(() => undefined);
    await asked.promise;
    expect(await pattern.suspend()).toMatchObject({ finished: ['e'] });
    await expect(running).rejects.toMatchObject(suspended);
    expect(agent.evaluations).toHaveLength(0);
  });

  test('tells those who await a person that they wait no longer, and the person can still answer', async () => {
    const sharedMemory = inMemory();
    const open = () => createHandoffPattern({ tiers: { 1: humanAgent() }, sharedMemory });
    const pattern = open();
    const waits = Promise.withResolvers<void>();
    const running = pattern.executeWithHandoff('t', {
      executionId: 'e',
      onEvent: (event) => event.type === 'transition' && event.record.event.type === 'wait' && waits.resolve(),
    });
    const told = running.catch((error: unknown) => error);
    await waits.promise;
    expect(await pattern.suspend()).toEqual({ finished: [], aborted: [], waiting: ['e'] });
    expect(await told).toMatchObject(suspended);
    expect(await open().respond('e', { result: 'yes' })).toMatchObject({ result: 'yes' });
  });

  test.each(['done', 'waiting'])('waits for no watcher that hangs where it is %s', async (where) => {
    const isDone = where === 'done';
    const pattern = createHandoffPattern({
      tiers: { 1: isDone ? agentThat('a') : humanAgent() },
      sharedMemory: inMemory(),
    });
    const hung = Promise.withResolvers<void>();
    const running = pattern.executeWithHandoff('t', {
      executionId: 'e',
      onEvent: (event) => {
        if (event.type !== 'transition') return undefined;
        if (isDone ? event.record.to !== 'done' : event.record.event.type !== 'wait') return undefined;
        hung.resolve();
        return new Promise(() => undefined);
      },
    });
    const told = running.catch((error: unknown) => error);
    await hung.promise;
    const { finished, waiting } = await pattern.suspend({ timeoutMs: 10 });
    expect(isDone ? finished : waiting).toEqual(['e']);
    expect(await told).toMatchObject(isDone ? { status: 'completed' } : suspended);
  });

  test('waits a minute for a memory that hangs, and no longer', async () => {
    vi.useFakeTimers();
    const hung = Promise.withResolvers<void>();
    const append = () => {
      hung.resolve();
      return new Promise<void>(() => undefined);
    };
    const { pattern } = patternOn({ ...inMemory(), append });
    const told = pattern.executeWithHandoff('t', { executionId: 'e' }).catch((error: unknown) => error);
    await hung.promise;
    const suspension = pattern.suspend({ timeoutMs: 10 });
    await vi.advanceTimersByTimeAsync(60_010);
    expect(await suspension).toEqual({ finished: [], aborted: ['e'], waiting: [] });
    expect(await told).toMatchObject(suspended);
    vi.useRealTimers();
  });

  test('takes nothing on any more, and is suspended once', async () => {
    const { pattern } = patternOn(inMemory());
    await pattern.executeWithHandoff('t', { executionId: 'over' });
    const [one, other] = await Promise.all([pattern.suspend(), pattern.suspend()]);
    expect(one).toEqual(other);
    await expect(pattern.executeWithHandoff('t')).rejects.toMatchObject(suspended);
    await expect(pattern.resume('over')).rejects.toMatchObject(suspended);
    await expect(pattern.respond('over', { result: 'x' })).rejects.toMatchObject(suspended);
    await expect(pattern.suspend({ timeoutMs: -1 })).rejects.toMatchObject({ name: 'ConfigurationError' });
    expect(await pattern.getTransitions('over')).toHaveLength(3);
  });
});
