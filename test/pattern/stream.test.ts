import { LLMock } from '@copilotkit/aimock';
import { describe, expect, onTestFinished, test } from 'vitest';

import type { HandoffEvent } from '../../src/run/result.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import type { HandoffAgent } from '../../src/services/agent.ts';
import { AgentCallError } from '../../src/services/errors.ts';
import { functionAgent } from '../../src/services/functionAgent.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { agentThat, hanging } from '../support/agents.ts';

async function collected(events: AsyncIterable<HandoffEvent>): Promise<readonly HandoffEvent[]> {
  const all: HandoffEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe('stream', () => {
  test('yields every transition, and the result last', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a', { canHandle: false }), 2: agentThat('b') } });
    const events = await collected(pattern.stream('t', { executionId: 'e' }));
    const records = events.flatMap((event) => (event.type === 'transition' ? [event.record] : []));
    expect(records).toEqual(await pattern.getTransitions('e'));
    expect(events.at(-1)).toMatchObject({ type: 'result', result: { status: 'completed', finalTier: 2 } });
  });

  test('yields the text of a model while it is written, and it adds up to the answer', async () => {
    const mock = await LLMock.create({ port: 0, chunkSize: 4 });
    onTestFinished(() => mock.stop());
    const answer = { result: 'Grüße, 👋 "quoted"\nand a second line.', confidence: 0.9 };
    const judgement = { reasoning: 'r', canHandle: true, complexityScore: 0.1, requiresTier: 1 };
    const contents = [judgement, answer];
    mock.on({}, () => ({ content: JSON.stringify(contents.shift()) }));
    const pattern = createHandoffPattern({ numTiers: 1, baseURL: `${mock.url}/v1` });
    const events = await collected(pattern.stream('t'));
    const deltas = events.flatMap((event) => (event.type === 'text-delta' ? [event.delta] : []));
    expect(deltas.length).toBeGreaterThan(3);
    expect(deltas.join('')).toBe(answer.result);
    expect(events.at(-1)).toMatchObject({ result: { result: answer.result } });
  });

  test('takes text back that does not count: of a failed call, of a draft, and of an agent before a person', async () => {
    let tries = 0;
    const talks = (agentId: string, confidence: number, fails = 0): HandoffAgent => ({
      agentId,
      evaluateTask: async () => ({ canHandle: true }),
      executeTask: async (_input, { onTextDelta, waitForResponse }) => {
        tries += 1;
        await onTextDelta?.(`${agentId} ${tries}`);
        if (tries <= fails) throw new AgentCallError(agentId, 'network', 'The line broke.');
        if (agentId === 'person') return (await waitForResponse?.({})) ?? { result: '', confidence: 0 };
        return { result: `${agentId} ${tries}`, confidence };
      },
    });
    const told = async (tiers: { readonly [level: number]: HandoffAgent }, answers = false) => {
      tries = 0;
      const pattern = createHandoffPattern({ tiers, policy: { minConfidence: 0.5, retryDelayMs: 0 } });
      const events: string[] = [];
      for await (const event of pattern.stream('t', { executionId: 'e' })) {
        if (event.type === 'text-delta') events.push(event.delta);
        if (event.type === 'text-reset') events.push(`reset ${event.tierLevel}`);
        if (event.type === 'result') events.push(event.result.result ?? '');
        if (answers && event.type === 'transition' && event.record.event.type === 'wait') {
          await pattern.respond('e', { result: 'by hand' });
        }
      }
      return events;
    };
    expect(await told({ 1: talks('sure', 1) })).toEqual(['sure 1', 'sure 1']);
    expect(await told({ 1: talks('broken', 1, 1) })).toEqual(['broken 1', 'reset 1', 'broken 2', 'broken 2']);
    expect(await told({ 1: talks('unsure', 0.1), 2: talks('sure', 1) })).toEqual([
      'unsure 1',
      'reset 1',
      'sure 2',
      'sure 2',
    ]);
    expect(await told({ 1: talks('person', 1) }, true)).toEqual(['person 1', 'reset 1', 'by hand']);
  });

  test('holds an agent back that writes faster than it is read', async () => {
    const written: number[] = [];
    const talker = functionAgent({
      agentId: 'talker',
      evaluate: () => ({ canHandle: true, complexityScore: 0, reasoning: '', requiresTier: 1 }),
      execute: async (_input, { onTextDelta }) => {
        for (let index = 0; index < 1_000; index += 1) {
          await onTextDelta?.(`${index} `);
          written.push(index);
        }
        return { result: 'done', confidence: 1 };
      },
    });
    let read = 0;
    let furthestAhead = 0;
    for await (const event of createHandoffPattern({ tiers: { 1: talker } }).stream('t')) {
      if (event.type !== 'text-delta') continue;
      read += 1;
      furthestAhead = Math.max(furthestAhead, written.length - read);
    }
    expect(read).toBe(1_000);
    expect(furthestAhead).toBeLessThanOrEqual(17);
  });

  test('cancels the execution when the loop is left early, in the middle of a call', async () => {
    const asked = Promise.withResolvers<AbortSignal>();
    const agent = agentThat('slow', {
      evaluate: (_input, signal) => {
        asked.resolve(signal);
        return hanging(signal);
      },
    });
    const pattern = createHandoffPattern({ tiers: { 1: agent } });
    for await (const event of pattern.stream('t', { executionId: 'e' })) {
      expect(event.type).toBe('transition');
      await asked.promise;
      break;
    }
    expect((await asked.promise).aborted).toBe(true);
    await pattern.cancel('e');
    expect((await pattern.getTransitions('e')).at(-1)).toMatchObject({ to: 'cancelled' });
  });

  test('cancels at once when it is left while the next event is awaited', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: humanAgent() } });
    const events = pattern.stream('t', { executionId: 'left' })[Symbol.asyncIterator]();
    for (;;) {
      const { value } = await events.next();
      if (value?.type === 'transition' && value.record.event.type === 'wait') break;
    }
    const awaited = events.next();
    await events.return?.();
    expect(await awaited).toMatchObject({ done: true });
    await expect(pattern.resume('left')).rejects.toMatchObject({ name: 'ExecutionCancelledError' });
  });

  test('ends with the error of the execution', async () => {
    const broken = agentThat('broken', { evaluate: () => Promise.reject(new Error('no disk')) });
    const pattern = createHandoffPattern({ tiers: { 1: broken } });
    await expect(collected(pattern.stream('t'))).rejects.toMatchObject({ name: 'TiersExhaustedError' });
    await expect(collected(pattern.stream(''))).rejects.toMatchObject({ name: 'ConfigurationError' });
  });

  test('ends with the wait for a person where that is asked for, and the execution goes on', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: humanAgent() } });
    const events = await collected(pattern.stream('t', { executionId: 'e', returnOnWait: true }));
    expect(events.at(-1)).toMatchObject({ type: 'result', result: { status: 'waiting' } });
    expect(await pattern.respond('e', { result: 'here' })).toMatchObject({ status: 'completed' });
  });

  test('calls an observer of its own too', async () => {
    const seen: string[] = [];
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    const events = await collected(pattern.stream('t', { onEvent: ({ type }) => seen.push(type) }));
    expect(seen).toEqual(events.map(({ type }) => type));
  });
});
