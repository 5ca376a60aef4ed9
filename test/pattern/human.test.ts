import { describe, expect, test, vi } from 'vitest';

import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { agentThat } from '../support/agents.ts';

const ladder = () => ({ 1: agentThat('bot', { canHandle: false }), 2: humanAgent({ agentId: 'ann' }) });

describe('a person as a tier', () => {
  test('is waited for, answers through respond, and the wait stands in the record', async () => {
    const pattern = createHandoffPattern({ tiers: ladder() });
    const waiting = await pattern.executeWithHandoff('t', { executionId: 'h1', returnOnWait: true });
    expect(waiting).toMatchObject({
      status: 'waiting',
      finalTier: 2,
      result: null,
      confidence: null,
      waiting: { deadline: null },
    });
    const result = await pattern.respond('h1', { result: 'Call me.' });
    expect(result).toMatchObject({ status: 'completed', result: 'Call me.', confidence: 1, finalTier: 2 });
    const states = (await pattern.getTransitions('h1')).map(({ event, to }) => `${event.type} > ${to}`);
    expect(states.slice(-2)).toEqual(['wait > tier2.executing', 'xstate.done.actor.tier2.execute > done']);
  });

  test('settles the original promise too, where it did not return on the wait', async () => {
    const pattern = createHandoffPattern({ tiers: ladder() });
    const running = pattern.executeWithHandoff('t', { executionId: 'h2' });
    await vi.waitUntil(async () => (await pattern.sharedMemory.list({ status: 'waiting' })).executions.length === 1);
    await pattern.respond('h2', { result: 'Yes.', confidence: 0.7 });
    await expect(running).resolves.toMatchObject({ result: 'Yes.', confidence: 0.7 });
  });

  test('may give an invalid answer, and is still waited for', async () => {
    const pattern = createHandoffPattern({ tiers: ladder() });
    await pattern.executeWithHandoff('t', { executionId: 'h3', returnOnWait: true });
    await expect(pattern.respond('h3', { result: '  ' })).rejects.toMatchObject({ name: 'ConfigurationError' });
    await expect(pattern.respond('h3', { result: 'fine' })).resolves.toMatchObject({ status: 'completed' });
  });

  test('answers once: of two answers at the same time, one is refused', async () => {
    const pattern = createHandoffPattern({ tiers: ladder() });
    await pattern.executeWithHandoff('t', { executionId: 'twice', returnOnWait: true });
    const answers = [pattern.respond('twice', { result: 'one' }), pattern.respond('twice', { result: 'two' })];
    expect(await Promise.allSettled(answers)).toMatchObject([
      { status: 'fulfilled', value: { result: 'one' } },
      { status: 'rejected', reason: { name: 'NotWaitingError', message: /it was answered at/ } },
    ]);
  });

  test('cannot answer what nobody asked', async () => {
    const pattern = createHandoffPattern({ tiers: ladder() });
    await expect(pattern.respond('nope', { result: 'x' })).rejects.toMatchObject({ name: 'UnknownExecutionError' });
    await pattern.executeWithHandoff('t', { executionId: 'h4', returnOnWait: true });
    await pattern.respond('h4', { result: 'first' });
    await expect(pattern.respond('h4', { result: 'second' })).rejects.toMatchObject({ name: 'NotWaitingError' });
  });

  test('is given up at the deadline, and the next tier is told', async () => {
    vi.useFakeTimers();
    try {
      const above = agentThat('above');
      const thirtyDays = 30 * 24 * 3_600_000;
      const pattern = createHandoffPattern({ tiers: { 1: humanAgent({ deadlineMs: thirtyDays }), 2: above } });
      const waiting = await pattern.executeWithHandoff('t', { returnOnWait: true, executionId: 'h5' });
      expect(waiting).toMatchObject({
        status: 'waiting',
        waiting: { deadline: new Date(Date.now() + thirtyDays).toISOString() },
      });
      await vi.advanceTimersByTimeAsync(thirtyDays - 1);
      expect(above.evaluations).toHaveLength(0);
      await vi.advanceTimersByTimeAsync(1);
      expect(above.evaluations[0]?.previousAttempts).toMatchObject([{ agentId: 'human', outcome: 'failed' }]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('waits no longer once the execution is cancelled', async () => {
    const pattern = createHandoffPattern({ tiers: ladder() });
    const controller = new AbortController();
    const options = { executionId: 'h6', abortSignal: controller.signal };
    const running = pattern.executeWithHandoff('t', options);
    await vi.waitUntil(async () => (await pattern.pending()).executions.length === 1);
    controller.abort('I have seen enough');
    const late = pattern.respond('h6', { result: 'late' });
    await expect(running).rejects.toMatchObject({ name: 'ExecutionCancelledError', message: /I have seen enough/ });
    await expect(late).rejects.toMatchObject({ name: 'NotWaitingError', message: /it was cancelled at/ });
    expect((await pattern.getTransitions('h6')).at(-1)).toMatchObject({ to: 'cancelled' });
  });

  test('is not called off by a caller who has been told to wait, and then aborts', async () => {
    const pattern = createHandoffPattern({ tiers: ladder() });
    const controller = new AbortController();
    const options = { executionId: 'h7', returnOnWait: true, abortSignal: controller.signal };
    await pattern.executeWithHandoff('t', options);
    controller.abort();
    await expect(pattern.respond('h7', { result: 'fine' })).resolves.toMatchObject({ result: 'fine' });
  });
});
