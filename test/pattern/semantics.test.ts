import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { ConfigurationError } from '../../src/machines/errors.ts';
import { inMemory } from '../../src/memory/inMemory.ts';
import type { HandoffAgent } from '../../src/services/agent.ts';
import type { HandoffEvent } from '../../src/run/result.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { agentThat, hanging } from '../support/agents.ts';

const declines = (agentId: string, requiresTier?: number) =>
  agentThat(agentId, { canHandle: false, ...(requiresTier !== undefined && { requiresTier }) });

describe('executeWithHandoff', () => {
  test('returns the answer of the lowest tier that can handle the task', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: declines('a'), 2: agentThat('b'), 3: agentThat('c') } });
    const result = await pattern.executeWithHandoff('a task');
    expect(result).toMatchObject({
      status: 'completed',
      finalTier: 2,
      escalationCount: 1,
      result: 'b says hello',
      confidence: 0.9,
      capped: false,
    });
    expect(result.durationMs).toBeGreaterThanOrEqual(0);
  });

  test('never executes above maxTier, and ends capped there', async () => {
    const agents = ['a', 'b', 'c', 'd', 'e'].map((id) => declines(id));
    const pattern = createHandoffPattern({
      tiers: Object.fromEntries(agents.map((agent, index) => [index + 1, agent])),
    });
    const result = await pattern.executeWithHandoff('a task', { maxTier: 2 });
    expect(result).toMatchObject({ finalTier: 2, capped: true, escalationCount: 1, result: 'b says hello' });
    expect(agents.map(({ evaluations, executions }) => [evaluations.length, executions.length])).toEqual([
      [1, 0],
      [1, 1],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  test('works with gaps between tiers, and caps at the nearest tier below maxTier', async () => {
    const [one, three, seven] = [declines('one'), declines('three'), agentThat('seven')];
    const pattern = createHandoffPattern({ tiers: { 7: seven, 1: one, 3: three } });
    expect(await pattern.executeWithHandoff('t')).toMatchObject({ finalTier: 7, escalationCount: 2 });
    expect(await pattern.executeWithHandoff('t', { maxTier: 6 })).toMatchObject({ finalTier: 3, capped: true });
    expect(seven.evaluations).toHaveLength(1);
  });

  test('works with a single tier', async () => {
    const pattern = createHandoffPattern({ tiers: { 4: declines('only') } });
    expect(await pattern.executeWithHandoff('t')).toMatchObject({ finalTier: 4, capped: true, escalationCount: 0 });
  });

  test('hands the context to every tier, and each tier the attempts below it', async () => {
    const agents = [declines('a'), declines('b'), agentThat('c')] as const;
    const pattern = createHandoffPattern({ tiers: { 1: agents[0], 2: agents[1], 3: agents[2] } });
    await pattern.executeWithHandoff('t', { context: 'premium customer' });
    for (const { evaluations, executions } of agents) {
      for (const { context } of [...evaluations, ...executions]) expect(context).toBe('premium customer');
    }
    expect(agents[2].evaluations[0]?.previousAttempts).toMatchObject([
      { tierLevel: 1, agentId: 'a', outcome: 'declined', reasoning: 'a thinks so' },
      { tierLevel: 2, agentId: 'b', outcome: 'declined', reasoning: 'b thinks so' },
    ]);
  });

  test('honours requiresTier where routing is direct', async () => {
    const tiers = { 1: declines('a', 3), 2: agentThat('b'), 3: agentThat('c') };
    const pattern = createHandoffPattern({ tiers, policy: { routing: 'direct' } });
    expect(await pattern.executeWithHandoff('t')).toMatchObject({ finalTier: 3, escalationCount: 1 });
    expect(tiers[2].evaluations).toHaveLength(0);
  });

  test('throws what the tiers said where none of them gave an answer', async () => {
    const throws = agentThat('broken', { evaluate: () => Promise.reject(new Error('no disk')) });
    const pattern = createHandoffPattern({ tiers: { 1: declines('a'), 2: throws } });
    await expect(pattern.executeWithHandoff('t')).rejects.toMatchObject({
      name: 'TiersExhaustedError',
      code: 'HANDOFF_TIERS_EXHAUSTED',
      message: expect.stringContaining("tier 2 (broken) failed: Agent 'broken' threw: no disk"),
      attempts: [{ outcome: 'declined' }, { outcome: 'failed' }],
      cause: { name: 'AgentCallError', reason: 'threw', cause: { message: 'no disk' } },
    });
  });

  test('throws the failed call itself where the policy fails on errors', async () => {
    const throws = agentThat('broken', { execute: () => Promise.reject(new Error('no disk')) });
    const pattern = createHandoffPattern({ tiers: { 1: throws, 2: agentThat('b') }, policy: { onError: 'fail' } });
    await expect(pattern.executeWithHandoff('t')).rejects.toMatchObject({ name: 'AgentCallError', agentId: 'broken' });
  });

  test('treats an invalid answer as a failed call, and a coerced one as marked', async () => {
    const wrong = agentThat('wrong', { evaluate: async () => JSON.parse('{"canHandle":"perhaps"}') });
    const loose = agentThat('loose', {
      evaluate: async () =>
        JSON.parse('{"canHandle":"Yes","complexityScore":"1.04","reasoning":"r","requiresTier":"2"}'),
    });
    const pattern = createHandoffPattern({ tiers: { 1: wrong, 2: loose } });
    const { executionId } = await pattern.executeWithHandoff('t');
    const events = (await pattern.getTransitions(executionId)).map(({ event }) => event);
    expect(events[1]).toMatchObject({
      error: { code: 'HANDOFF_AGENT_OUTPUT', message: expect.stringContaining('"perhaps"') },
    });
    expect(events[3]).toMatchObject({
      output: { canHandle: true, complexityScore: 1, requiresTier: 2, coercions: { length: 3 } },
    });
  });

  test('hands over to a person at the cap where the policy says so', async () => {
    const person = agentThat('person', { result: 'a person answers' });
    const pattern = createHandoffPattern({ tiers: { 1: declines('a') }, policy: { atCap: 'human' }, human: person });
    const result = await pattern.executeWithHandoff('t');
    expect(result).toMatchObject({ result: 'a person answers', capped: true });
    expect((await pattern.getTransitions(result.executionId)).at(-1)).toMatchObject({ agentId: 'person' });
  });

  test('is cancelled by its abort signal, in the middle of a call, and says why', async () => {
    const calls = Promise.withResolvers<AbortSignal>();
    const agent = agentThat('slow', {
      execute: (_input, signal) => {
        calls.resolve(signal);
        return hanging(signal);
      },
    });
    const pattern = createHandoffPattern({ tiers: { 1: agent } });
    const controller = new AbortController();
    const running = pattern.executeWithHandoff('t', { abortSignal: controller.signal, executionId: 'cancelled-one' });
    const inside = await calls.promise;
    controller.abort(new Error('the customer left'));
    await expect(running).rejects.toMatchObject({
      name: 'ExecutionCancelledError',
      executionId: 'cancelled-one',
      message: expect.stringContaining('the customer left'),
    });
    expect(inside.aborted).toBe(true);
    expect((await pattern.getTransitions('cancelled-one')).at(-1)).toMatchObject({
      to: 'cancelled',
      from: 'tier1.executing',
    });
  });

  test('makes no call and stores nothing where it is aborted before it begins', async () => {
    const agent = agentThat('a');
    const pattern = createHandoffPattern({ tiers: { 1: agent } });
    const running = pattern.executeWithHandoff('t', { abortSignal: AbortSignal.abort() });
    await expect(running).rejects.toMatchObject({ name: 'ExecutionCancelledError' });
    expect(agent.evaluations).toHaveLength(0);
    expect((await pattern.sharedMemory.list()).executions).toHaveLength(0);
  });

  test('refuses an execution id that is taken, and leaves the first one as it was', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    await pattern.executeWithHandoff('first', { executionId: 'same' });
    const before = await pattern.getTransitions('same');
    const both = pattern.executeWithHandoff('second', { executionId: 'same' });
    await expect(both).rejects.toMatchObject({ name: 'ExecutionExistsError', executionId: 'same' });
    expect(await pattern.getTransitions('same')).toEqual(before);
  });
});

describe('an observer', () => {
  test('cannot change what the others are told', async () => {
    const agent: HandoffAgent = {
      ...agentThat('a'),
      executeTask: async (_input, { onTextDelta, onTextReset }) => {
        await onTextDelta?.('one');
        await onTextReset?.();
        return { result: 'done', confidence: 1, executionMetadata: {} };
      },
    };
    const pattern = createHandoffPattern({ tiers: { 1: agent } });
    pattern.observe({
      onEvent: (_, event) => void ['result', 'delta', 'tierLevel'].map((key) => Reflect.set(event, key, 'X')),
    });
    const told: HandoffEvent[] = [];
    pattern.observe({ onEvent: (_, event) => told.push(event) });
    await pattern.executeWithHandoff('t');
    expect(told.filter((event) => !Object.isFrozen(event))).toEqual([]);
    expect(told).toContainEqual({ type: 'text-delta', tierLevel: 1, delta: 'one' });
    expect(told).toContainEqual({ type: 'text-reset', tierLevel: 1 });
    expect(told.at(-1)).toMatchObject({ type: 'result', result: { result: 'done' } });
  });

  test('that throws, at once or later, is warned about and changes nothing', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    onTestFinished(() => warned.mockRestore());
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    for (const onEvent of [
      () => {
        throw new Error('mine');
      },
      () => Promise.reject(new Error('mine')),
    ]) {
      warned.mockClear();
      expect(await pattern.executeWithHandoff('t', { onEvent })).toMatchObject({ status: 'completed', finalTier: 1 });
      expect(warned).toHaveBeenCalledTimes(4);
      expect(warned).toHaveBeenLastCalledWith(expect.stringContaining("threw on 'result': mine"), 'HandoffWarning');
    }
  });
});

describe('what no higher tier can make up for', () => {
  test('a configuration error of an agent ends the execution as itself, whatever the policy', async () => {
    const broken = agentThat('broken', {
      evaluate: () => Promise.reject(new ConfigurationError('openai', 'npm install openai')),
    });
    const above = agentThat('above');
    const running = createHandoffPattern({ tiers: { 1: broken, 2: above } }).executeWithHandoff('t');
    await expect(running).rejects.toMatchObject({ name: 'ConfigurationError', message: 'npm install openai' });
    expect(above.evaluations).toHaveLength(0);
  });

  test('the error of a foreign store becomes a MemoryError', async () => {
    const sharedMemory = { ...inMemory(), append: () => Promise.reject(new Error('disk')) };
    const running = createHandoffPattern({ tiers: { 1: agentThat('a') }, sharedMemory }).executeWithHandoff('t');
    await expect(running).rejects.toMatchObject({ name: 'MemoryError', message: expect.stringContaining('disk') });
  });
});

describe('the record of an execution', () => {
  test('keeps two executions at once apart', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: declines('a'), 2: agentThat('b') } });
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => pattern.executeWithHandoff(`task ${index}`)),
    );
    expect(new Set(results.map(({ executionId }) => executionId)).size).toBe(20);
    for (const { executionId } of results) {
      const history = await pattern.getHandoffHistory(executionId);
      expect(history.map((decision) => decision.executionId)).toEqual([executionId, executionId]);
    }
  });

  test('gives exactly the decisions, oldest first', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: declines('a'), 2: agentThat('b', { complexityScore: 0.25 }) } });
    const { executionId } = await pattern.executeWithHandoff('t');
    const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(await pattern.getHandoffHistory(executionId)).toEqual([
      {
        executionId,
        tierLevel: 1,
        agentId: 'a',
        canHandle: false,
        complexityScore: 0.5,
        reasoning: 'a thinks so',
        requiresTier: 2,
        handoffDecision: 'escalate',
        capped: false,
        timestamp,
      },
      {
        executionId,
        tierLevel: 2,
        agentId: 'b',
        canHandle: true,
        complexityScore: 0.25,
        reasoning: 'b thinks so',
        requiresTier: 2,
        handoffDecision: 'execute',
        capped: false,
        timestamp,
      },
    ]);
  });

  test('is written ahead: no call starts before the transition that caused it is stored', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: declines('a') } });
    const lengths: number[] = [];
    const look = async () => {
      lengths.push((await pattern.sharedMemory.read('watched')).length);
    };
    pattern.addTier(
      agentThat('b', {
        evaluate: async ({ tierLevel }) => {
          await look();
          return { canHandle: true, complexityScore: 0, reasoning: '', requiresTier: tierLevel };
        },
        execute: async () => {
          await look();
          return { result: 'x', confidence: 1, executionMetadata: {} };
        },
      }),
      2,
    );
    await pattern.executeWithHandoff('t', { executionId: 'watched' });
    expect(lengths).toEqual([3, 4]);
    expect(await pattern.getTransitions('watched')).toHaveLength(5);
  });

  test('replays without a call, to the same result', async () => {
    const agents = { 1: declines('a'), 2: agentThat('b') };
    const pattern = createHandoffPattern({ tiers: agents });
    const result = await pattern.executeWithHandoff('t');
    const steps = await pattern.replay(result.executionId);
    expect(steps.map(({ snapshot }) => JSON.stringify(snapshot.value))).toEqual([
      '{"tier1":"evaluating"}',
      '{"tier1":"escalating"}',
      '{"tier2":"evaluating"}',
      '{"tier2":"executing"}',
      '"done"',
    ]);
    expect(steps.at(-1)?.snapshot.output).toEqual(result);
    expect(agents[1].evaluations).toHaveLength(1);
  });

  test('says that it does not know an execution', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    await expect(pattern.getHandoffHistory('nope')).rejects.toMatchObject({
      name: 'UnknownExecutionError',
      executionId: 'nope',
    });
    await expect(pattern.replay('nope')).rejects.toThrow("no execution 'nope'");
  });

  test('ends the execution with the error of a memory that cannot store, before any call', async () => {
    const agent = agentThat('a');
    const pattern = createHandoffPattern({ tiers: { 1: agent } });
    await pattern.sharedMemory.close();
    await expect(pattern.executeWithHandoff('t')).rejects.toMatchObject({ name: 'MemoryError' });
    expect(agent.evaluations).toHaveLength(0);
  });
});
