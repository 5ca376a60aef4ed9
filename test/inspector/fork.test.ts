import { describe, expect, test } from 'vitest';

import type { Inspector } from '../../inspector/openInspector.ts';
import type { ForkContinuation } from '../../inspector/protocol.ts';
import type { HandoffPattern } from '../../src/pattern/handoffPattern.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { agentThat } from '../support/agents.ts';
import { connect, testInspector, type TestViewer } from './viewer.ts';

const isOver = ({ to }: TransitionRecord) => to === 'done' || to === 'cancelled';
const mock = { result: 'by hand', confidence: 1, executionMetadata: {} };

interface Setting {
  readonly pattern: HandoffPattern;
  readonly inspector: Inspector;
  readonly viewer: TestViewer;
  readonly calls: () => number;
  fork(continuation: ForkContinuation, canHandle?: boolean): Promise<{ executionId: string; sourceId: string }>;
}

/** An execution that was answered by tier 3, and an inspector that shows it. */
async function setting(show: (inspector: Inspector, pattern: HandoffPattern) => unknown): Promise<Setting> {
  const tiers = {
    1: agentThat('a', { canHandle: false }),
    2: agentThat('b', { canHandle: false }),
    3: agentThat('c'),
  };
  const pattern = createHandoffPattern({ tiers });
  await pattern.executeWithHandoff('t', { executionId: 'parent' });
  const inspector = await testInspector();
  await show(inspector, pattern);
  const viewer = await connect(inspector);
  return {
    pattern,
    inspector,
    viewer,
    calls: () =>
      Object.values(tiers).reduce(
        (sum, { evaluations, executions }) => sum + evaluations.length + executions.length,
        0,
      ),
    fork: async (continuation, canHandle = true) => {
      const value = await viewer.ask({
        type: 'fork',
        sourceId: 's1',
        executionId: 'parent',
        at: 1,
        event: { output: { canHandle } },
        continuation,
      });
      return { executionId: String(Object(value).executionId), sourceId: String(Object(value).sourceId) };
    },
  };
}

const attached = (inspector: Inspector, pattern: HandoffPattern) => inspector.attach(pattern);
const asSession = async (inspector: Inspector, pattern: HandoffPattern) =>
  inspector.addSession({
    format: 'xstate-handoff-session',
    version: 1,
    title: 'a session',
    executions: [await pattern.getTransitions('parent')],
  });

describe('a fork', () => {
  test('that goes on live makes its calls, and leaves its parent as it was', async () => {
    const { pattern, viewer, calls, fork } = await setting(attached);
    const before = JSON.stringify(await pattern.getTransitions('parent'));
    const made = calls();
    const { executionId, sourceId } = await fork('live');
    expect(sourceId).toBe('s1');
    const records = await viewer.records(sourceId, executionId, isOver);
    expect(records[0]?.event).toMatchObject({ input: { forkedFrom: { executionId: 'parent', seq: 1 } } });
    expect(records.at(-1)?.event).toMatchObject({ output: { result: 'a says hello' } });
    expect(calls()).toBe(made + 1);
    expect(JSON.stringify(await pattern.getTransitions('parent'))).toBe(before);
  });

  test('that is mocked calls nobody: each call waits for its answer, also when the mode is run', async () => {
    const { viewer, calls, fork } = await setting(attached);
    const made = calls();
    const { executionId, sourceId } = await fork('mocked');
    const held = await viewer.nextHeld(executionId);
    expect(held).toMatchObject({ reason: 'mock', call: { kind: 'execute', input: { tierLevel: 1 } } });
    await viewer.ask({ type: 'set-stepping', stepping: { mode: 'pause', breakpoints: [] } });
    await viewer.ask({ type: 'set-stepping', stepping: { mode: 'run', breakpoints: [] } });
    const { callId } = held.call.input;
    const run = viewer.ask({ type: 'verdict', executionId, callId, verdict: { type: 'run' } });
    await expect(run).rejects.toThrow('goes on without calls');
    await viewer.ask({ type: 'verdict', executionId, callId, verdict: { type: 'return', output: mock } });
    expect((await viewer.records(sourceId, executionId, isOver)).at(-1)?.event).toMatchObject({
      output: { result: 'by hand', byHand: 'output' },
    });
    expect(calls()).toBe(made);
  });

  test('that goes on with what was recorded repeats it, and calls nobody', async () => {
    const { viewer, calls, fork } = await setting(attached);
    const made = calls();
    const { executionId, sourceId } = await fork('recorded', false);
    const records = await viewer.records(sourceId, executionId, isOver);
    expect(records.at(-1)?.event).toMatchObject({ output: { result: 'c says hello', recorded: true } });
    expect(JSON.stringify(records.slice(2))).not.toContain('byHand');
    expect(calls()).toBe(made);
  });

  test('waits for a mock where nothing was recorded, and is not made live when the inspector closes', async () => {
    const { pattern, inspector, viewer, calls, fork } = await setting(attached);
    const made = calls();
    const { executionId } = await fork('recorded');
    expect((await viewer.nextHeld(executionId)).reason).toBe('mock');
    viewer.socket.terminate();
    await inspector.deserted();
    await inspector.close();
    await expect.poll(async () => (await pattern.getTransitions(executionId)).at(-1)?.to).toBe('cancelled');
    expect(calls()).toBe(made);
  });

  test('says what is wrong with it, and is not stored', async () => {
    const { pattern, viewer } = await setting(attached);
    const fork = { type: 'fork', sourceId: 's1', event: { output: {} }, continuation: 'live' } as const;
    await expect(viewer.ask({ ...fork, executionId: 'parent', at: 0 })).rejects.toThrow('no call ended at record 0');
    await expect(viewer.ask({ ...fork, executionId: 'nobody', at: 1 })).rejects.toThrow("no execution 'nobody'");
    expect((await pattern.sharedMemory.list()).executions).toHaveLength(1);
  });
});

describe('a fork of what is only shown', () => {
  test('goes on with recorded answers in a source of its own, and may be forked again', async () => {
    const { viewer, calls, fork } = await setting(asSession);
    const made = calls();
    const { executionId, sourceId } = await fork('recorded', false);
    expect(sourceId).not.toBe('s1');
    const { sources } = await viewer.when('sources', (message) => message.sources.length === 2);
    expect(sources).toMatchObject([
      { name: 'a session', readOnly: true },
      { name: 'forks', readOnly: false },
    ]);
    const records = await viewer.records(sourceId, executionId, isOver);
    expect(records.at(-1)).toMatchObject({ to: 'done', agentId: 'c' });
    const again = await viewer.ask({
      type: 'fork',
      sourceId,
      executionId,
      at: 1,
      event: { output: { canHandle: true } },
      continuation: 'mocked',
    });
    const second = String(Object(again).executionId);
    const { call } = await viewer.nextHeld(second);
    const verdict = { type: 'verdict', executionId: second, callId: call.input.callId } as const;
    await expect(viewer.ask({ ...verdict, verdict: { type: 'run' } })).rejects.toThrow('has no agent here');
    await viewer.ask({ ...verdict, verdict: { type: 'return', output: mock } });
    expect((await viewer.records(sourceId, second, isOver)).at(-1)?.to).toBe('done');
    expect(calls()).toBe(made);
  });

  test('is never live, and nothing else is done there either', async () => {
    const { viewer, fork } = await setting(asSession);
    await expect(fork('live')).rejects.toThrow('are not here');
    const there = { sourceId: 's1', executionId: 'parent' };
    await expect(viewer.ask({ type: 'cancel', ...there })).rejects.toThrow('only shown');
    await expect(viewer.ask({ type: 'resume', ...there })).rejects.toThrow('only shown');
    await expect(viewer.ask({ type: 'respond', ...there, response: { result: 'x' } })).rejects.toThrow('only shown');
  });
});

describe('resuming', () => {
  test('goes on with what another process left, and refuses what is over', async () => {
    const sharedMemory = (await setting(attached)).pattern.sharedMemory;
    const dies = createHandoffPattern({
      tiers: { 1: agentThat('a', { evaluate: () => new Promise(() => undefined) }) },
      sharedMemory,
    });
    dies.executeWithHandoff('t', { executionId: 'left' }).catch(() => undefined);
    await expect.poll(async () => (await sharedMemory.read('left')).length).toBe(1);
    await dies.suspend({ timeoutMs: 0 });
    const inspector = await testInspector();
    inspector.attach(createHandoffPattern({ tiers: { 1: agentThat('a') }, sharedMemory }));
    const viewer = await connect(inspector);
    await viewer.ask({ type: 'resume', sourceId: 's1', executionId: 'left' });
    const records = await viewer.records('s1', 'left', isOver);
    expect(records.map(({ event }) => event.type)).toContain('resume');
    await expect(viewer.ask({ type: 'resume', sourceId: 's1', executionId: 'left' })).rejects.toThrow('is over');
  });
});
