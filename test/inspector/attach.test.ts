import { describe, expect, test } from 'vitest';

import { inMemory } from '../../src/memory/inMemory.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { agentThat } from '../support/agents.ts';
import { connect, testInspector } from './viewer.ts';

const isOver = ({ to }: TransitionRecord) => to === 'done';

function ladder(execute?: Parameters<typeof agentThat>[1]) {
  return createHandoffPattern({ tiers: { 1: agentThat('a', { canHandle: false }), 2: agentThat('b', execute) } });
}

describe('attaching late', () => {
  test('shows what ran before, what runs, and what goes on to happen, without a gap', async () => {
    const answer = Promise.withResolvers<void>();
    const pattern = ladder({
      execute: async () => {
        await answer.promise;
        return { result: 'at last', confidence: 1, executionMetadata: {}, costUsd: 0.25 };
      },
    });
    const quick = ladder();
    await quick.executeWithHandoff('before', { executionId: 'before' });
    const running = pattern.executeWithHandoff('slow', { executionId: 'slow' });
    await expect
      .poll(async () => (await pattern.getTransitions('slow').catch(() => [])).at(-1)?.to)
      .toBe('tier2.executing');
    const inspector = await testInspector();
    inspector.attach(quick, { name: 'quick' });
    inspector.attach(pattern, { name: 'slow' });
    const viewer = await connect(inspector);
    const { sources, title } = await viewer.when('hello');
    expect(title).toBe('handoff inspector');
    expect(sources).toMatchObject([{ name: 'quick', readOnly: false }, { name: 'slow' }]);
    const [, slow] = sources.map(({ sourceId }) => sourceId);
    await viewer.when('executions', ({ executions }) => executions.some(({ executionId }) => executionId === 'before'));
    const records = viewer.records(slow ?? '', 'slow', isOver);
    await viewer.when('records');
    answer.resolve();
    await running;
    expect((await records).map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4]);
    expect(JSON.stringify(await records)).toBe(JSON.stringify(await pattern.getTransitions('slow')));
    const { executions } = await viewer.when('executions', (message) =>
      message.executions.some(({ executionId, status }) => executionId === 'slow' && status === 'completed'),
    );
    expect(executions).toMatchObject([{ task: 'slow', escalationCount: 1, length: 5, live: false, costUsd: null }]);
  });

  test('shows new executions at once, and says where they stand', async () => {
    const inspector = await testInspector();
    const pattern = ladder();
    inspector.attach(pattern);
    const viewer = await connect(inspector);
    await viewer.when('paused');
    await pattern.executeWithHandoff('new', { executionId: 'new' });
    const { executions } = await viewer.when('executions', (message) => message.executions[0]?.status === 'completed');
    expect(executions).toMatchObject([{ executionId: 'new', tierLevel: 2, sourceId: 's1' }]);
  });

  test('shows the text of an answer while it is written to those who look at it, and takes back what does not count', async () => {
    const sure = [0];
    const writes = {
      ...agentThat('a'),
      executeTask: async (_input: unknown, { onTextDelta }: { onTextDelta?: (delta: string) => unknown }) => {
        await onTextDelta?.('hello');
        return { result: 'hello', confidence: sure.shift() ?? 1, executionMetadata: {} };
      },
    };
    const pattern = createHandoffPattern({ tiers: { 1: writes, 2: writes }, policy: { minConfidence: 0.5 } });
    const inspector = await testInspector({ paused: true });
    inspector.attach(pattern);
    const viewer = await connect(inspector);
    const running = pattern.executeWithHandoff('t', { executionId: 'e' });
    await viewer.nextHeld();
    await viewer.records('s1', 'e');
    await viewer.ask({ type: 'set-stepping', stepping: { mode: 'run', breakpoints: [] } });
    await running;
    expect(await viewer.when('text-delta')).toMatchObject({ executionId: 'e', tierLevel: 1, delta: 'hello' });
    expect(await viewer.when('text-reset')).toMatchObject({ executionId: 'e', tierLevel: 1 });
  });

  test('shows what other processes write, and what they delete', async () => {
    const sharedMemory = inMemory();
    const inspector = await testInspector();
    const remove = inspector.addMemory(sharedMemory, { name: 'the memory' });
    const viewer = await connect(inspector);
    expect((await viewer.when('hello')).sources).toEqual([{ sourceId: 's1', name: 'the memory', readOnly: true }]);
    const other = createHandoffPattern({ tiers: { 1: agentThat('a') }, sharedMemory });
    await other.executeWithHandoff('elsewhere', { executionId: 'e' });
    await viewer.when('executions', ({ executions }) => executions[0]?.status === 'completed');
    await sharedMemory.delete('e');
    expect(await viewer.when('removed')).toMatchObject({ sourceId: 's1', executionIds: ['e'] });
    remove();
    await viewer.when('sources', ({ sources }) => sources.length === 0);
  });

  test('gives everything again to a viewer that comes back', async () => {
    const inspector = await testInspector();
    const pattern = ladder();
    inspector.attach(pattern);
    await pattern.executeWithHandoff('t', { executionId: 'e' });
    const first = await connect(inspector);
    const records = await first.records('s1', 'e', isOver);
    await first.close();
    await pattern.executeWithHandoff('meanwhile', { executionId: 'f' });
    const second = await connect(inspector);
    await second.when('executions', ({ executions }) => executions[0]?.executionId === 'f');
    expect(await second.records('s1', 'e', isOver)).toEqual(records);
  });

  test('follows an execution that begins as a fork of another, and one that is answered later', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a', { canHandle: false }), 2: humanAgent() } });
    const inspector = await testInspector();
    inspector.attach(pattern);
    await pattern.executeWithHandoff('May I?', { executionId: 'w', returnOnWait: true });
    const viewer = await connect(inspector);
    await viewer.when('executions', ({ executions }) => executions[0]?.status === 'waiting');
    await viewer.ask({ type: 'respond', sourceId: 's1', executionId: 'w', response: { result: 'You may.' } });
    const records = await viewer.records('s1', 'w', isOver);
    expect(records.at(-1)?.event).toMatchObject({ output: { result: 'You may.', confidence: 1 } });
    const again = viewer.ask({ type: 'respond', sourceId: 's1', executionId: 'w', response: { result: 'No.' } });
    await expect(again).rejects.toThrow('not waiting');
  });
});
