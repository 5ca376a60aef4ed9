import { describe, expect, test } from 'vitest';

import { inMemory } from '../../src/memory/inMemory.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { agentThat } from '../support/agents.ts';

const asked = { executionId: 'e', context: 'c', limits: { timeMs: 60_000 } };

describe('a repeated executionId', () => {
  test('joins the execution where it runs, and gives its result where it is over: it is paid once', async () => {
    const agent = agentThat('a');
    const pattern = createHandoffPattern({ tiers: { 1: agent } });
    const both = await Promise.all([pattern.executeWithHandoff('t', asked), pattern.executeWithHandoff('t', asked)]);
    expect(both[0]).toEqual(both[1]);
    expect(await pattern.executeWithHandoff('t', asked)).toEqual(both[0]);
    expect([agent.evaluations.length, agent.executions.length]).toEqual([1, 1]);
    expect(await pattern.getTransitions('e')).toHaveLength(3);
  });

  test('is begun once where two processes begin it at the same time', async () => {
    const sharedMemory = inMemory();
    const agents = [agentThat('a'), agentThat('a'), agentThat('a')];
    const events: TransitionRecord[] = [];
    const outcomes = await Promise.allSettled(
      agents.map((agent) =>
        createHandoffPattern({ tiers: { 1: agent }, sharedMemory }).executeWithHandoff('t', {
          ...asked,
          onEvent: (event) => event.type === 'transition' && events.push(event.record),
        }),
      ),
    );
    const told = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'result' : String(outcome.reason)));
    expect(told.filter((text) => text === 'result').length).toBeGreaterThan(0);
    for (const text of told) expect(text).toMatch(/^result$|^ExecutionHeldError/);
    expect(agents.flatMap(({ evaluations }) => evaluations)).toHaveLength(1);
    // Nobody was told of a beginning that never was.
    expect(events.filter(({ seq }) => seq === 0)).toHaveLength(1);
  });

  test('waits with the one that waits, and asks nobody again', async () => {
    const sharedMemory = inMemory();
    const open = () => createHandoffPattern({ tiers: { 1: humanAgent() }, sharedMemory });
    const waiting = await open().executeWithHandoff('t', { ...asked, returnOnWait: true });
    const other = open();
    expect(await other.executeWithHandoff('t', { ...asked, returnOnWait: true })).toEqual(waiting);
    const awaited = other.executeWithHandoff('t', asked);
    await other.respond('e', { result: 'yes' });
    expect(await awaited).toMatchObject({ status: 'completed', result: 'yes' });
    expect((await sharedMemory.read('e')).filter(({ event }) => event.type === 'wait')).toHaveLength(1);
  });

  test.each([
    ['another task', 'u', asked],
    ['another context', 't', { ...asked, context: 'd' }],
    ['no context', 't', { ...asked, context: undefined }],
    ['another limit', 't', { ...asked, limits: { ...asked.limits, tokens: 2_000 } }],
    ['another time', 't', { ...asked, limits: { ...asked.limits, timeMs: 1 } }],
    ['another cap', 't', { ...asked, maxTier: 1 }],
  ])('is refused with %s, running or over, and nothing is written', async (_name, task, options) => {
    const release = Promise.withResolvers<void>();
    const called = Promise.withResolvers<void>();
    const slow = agentThat('a', {
      evaluate: async () => {
        called.resolve();
        await release.promise;
        return { canHandle: true, complexityScore: 0, reasoning: '', requiresTier: 1 };
      },
    });
    const pattern = createHandoffPattern({ tiers: { 1: slow, 2: agentThat('b') } });
    const running = pattern.executeWithHandoff('t', asked);
    await called.promise;
    const exists = { name: 'ExecutionExistsError', code: 'HANDOFF_EXECUTION_EXISTS', executionId: 'e' };
    await expect(pattern.executeWithHandoff(task, options)).rejects.toMatchObject(exists);
    release.resolve();
    await running;
    const before = await pattern.getTransitions('e');
    await expect(pattern.executeWithHandoff(task, options)).rejects.toMatchObject(exists);
    await expect(pattern.fork('e', { at: 1, event: { output: {} }, executionId: 'e' })).rejects.toMatchObject(exists);
    expect(await pattern.getTransitions('e')).toEqual(before);
  });

  test('is compared as it is stored: what was redacted is redacted again', async () => {
    const redact = (record: TransitionRecord): TransitionRecord =>
      record.event.type === 'xstate.init'
        ? { ...record, event: { ...record.event, input: { ...record.event.input, task: 'hidden' } } }
        : record;
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') }, redact });
    const result = await pattern.executeWithHandoff('secret', { executionId: 'e' });
    expect(await pattern.executeWithHandoff('secret', { executionId: 'e' })).toEqual(result);
  });
});
