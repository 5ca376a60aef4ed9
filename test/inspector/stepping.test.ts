import { describe, expect, test } from 'vitest';

import type { Breakpoint, Stepping } from '../../inspector/protocol.ts';
import { foldRecords } from '../../src/machines/fold.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { agentThat } from '../support/agents.ts';
import { connect, testInspector, type TestViewer } from './viewer.ts';

const threeTiers = () => ({
  1: agentThat('a', { canHandle: false }),
  2: agentThat('b', { canHandle: false }),
  3: agentThat('c'),
});
const pause: Stepping = { mode: 'pause', breakpoints: [] };
const run: Stepping = { mode: 'run', breakpoints: [] };
const at = (breakpoint: Partial<Breakpoint>): Stepping => ({
  mode: 'run',
  breakpoints: [{ breakpointId: 'b', enabled: true, ...breakpoint }],
});

async function stepped(
  stepping: Stepping,
  tiers: Parameters<typeof createHandoffPattern>[0] = { tiers: threeTiers() },
) {
  const pattern = createHandoffPattern(tiers);
  const inspector = await testInspector();
  inspector.attach(pattern);
  const viewer = await connect(inspector);
  await viewer.ask({ type: 'set-stepping', stepping });
  return { pattern, inspector, viewer, running: pattern.executeWithHandoff('t', { executionId: 'e' }) };
}

async function step(viewer: TestViewer): Promise<string> {
  const { call } = await viewer.nextHeld();
  const { callId, executionId, tierLevel } = call.input;
  await viewer.ask({ type: 'verdict', executionId, callId, verdict: { type: 'run' } });
  return `${tierLevel} ${call.kind}`;
}

describe('in mode pause', () => {
  test('every call is held, and goes on one by one', async () => {
    const { viewer, running } = await stepped(pause);
    const first = await viewer.nextHeld();
    expect(first).toMatchObject({ reason: 'pause', executionId: 'e', sourceId: 's1', call: { input: { task: 't' } } });
    const { callId } = first.call.input;
    await viewer.ask({ type: 'verdict', executionId: 'e', callId, verdict: { type: 'run' } });
    const second = await viewer.nextHeld();
    expect(second).toMatchObject({ reason: 'step', call: { kind: 'evaluate', input: { tierLevel: 2 } } });
    await expect(viewer.ask({ type: 'verdict', executionId: 'e', callId, verdict: { type: 'run' } })).rejects.toThrow(
      'not held any more',
    );
    await viewer.ask({ type: 'verdict', executionId: 'e', callId: second.call.input.callId, verdict: { type: 'run' } });
    expect([await step(viewer), await step(viewer)]).toEqual(['3 evaluate', '3 execute']);
    await expect(running).resolves.toMatchObject({ result: 'c says hello' });
    await viewer.when('paused', ({ calls }) => calls.length === 0);
  });

  test('everything goes on when the mode is run again', async () => {
    const { viewer, running } = await stepped(pause);
    await viewer.nextHeld();
    await viewer.ask({ type: 'set-stepping', stepping: run });
    await expect(running).resolves.toMatchObject({ result: 'c says hello' });
  });

  test('an input is edited, an output given and an error thrown by hand, and the record says so', async () => {
    const tiers = threeTiers();
    const { pattern, viewer, running } = await stepped(pause, { tiers });
    const verdicts = [
      { type: 'run', input: { task: 'edited' } },
      { type: 'throw', error: { name: 'MyError', code: 'MINE', message: 'by hand' } },
      { type: 'run' },
      { type: 'return', output: { result: 'mine', confidence: 0.5, executionMetadata: {} } },
    ] as const;
    for (const verdict of verdicts) {
      const { executionId, call } = await viewer.nextHeld();
      await viewer.ask({ type: 'verdict', executionId, callId: call.input.callId, verdict });
    }
    await expect(running).resolves.toMatchObject({ result: 'mine', confidence: 0.5 });
    expect(tiers[1].evaluations).toMatchObject([{ task: 'edited' }]);
    expect([tiers[2].evaluations, tiers[3].executions]).toEqual([[], []]);
    const records = await pattern.getTransitions('e');
    expect(
      records.flatMap(({ event }) =>
        'actorId' in event ? [Object('output' in event ? event.output : event.error).byHand] : [],
      ),
    ).toEqual(['input', 'error', undefined, 'output']);
    foldRecords(records);
  });

  test('an execution is cancelled while its call is held', async () => {
    const { pattern, viewer, running } = await stepped(pause);
    running.catch(() => undefined);
    await viewer.nextHeld();
    await viewer.ask({ type: 'cancel', sourceId: 's1', executionId: 'e', reason: 'enough' });
    await expect(running).rejects.toMatchObject({ code: 'HANDOFF_CANCELLED' });
    await viewer.when('paused', ({ calls }) => calls.length === 0);
    expect((await pattern.getTransitions('e')).at(-1)?.to).toBe('cancelled');
    await expect(viewer.ask({ type: 'cancel', sourceId: 's1', executionId: 'e' })).rejects.toThrow('over already');
  });
});

describe('a breakpoint', () => {
  test.for<readonly [Partial<Breakpoint>, string]>([
    [{}, '1 evaluate'],
    [{ tierLevel: 2 }, '2 evaluate'],
    [{ kind: 'execute' }, '3 execute'],
    [{ tierLevel: 3, kind: 'execute' }, '3 execute'],
    // The cost of the first call is not known.
    [{ costAbove: 10 }, '2 evaluate'],
  ])('holds the calls that all its conditions fit: %j', async ([condition, expected]) => {
    const { viewer, running } = await stepped(at(condition));
    const { call, reason } = await viewer.nextHeld();
    expect([`${call.input.tierLevel} ${call.kind}`, reason]).toEqual([expected, 'breakpoint']);
    // Taking the breakpoint away lets nothing go; asking for `run` once more does.
    await viewer.ask({ type: 'set-stepping', stepping: run });
    await viewer.ask({ type: 'set-stepping', stepping: run });
    await running;
  });

  test('holds after an answer that was less sure than its limit', async () => {
    const unsure = { 1: agentThat('a', { confidence: 0.4 }), 2: agentThat('b', { confidence: 0.9 }) };
    const { viewer, running } = await stepped(at({ confidenceBelow: 0.5 }), {
      tiers: unsure,
      policy: { minConfidence: 0.8 },
    });
    expect((await viewer.nextHeld()).call).toMatchObject({ kind: 'evaluate', input: { tierLevel: 2 } });
    await viewer.ask({ type: 'set-stepping', stepping: pause });
    await viewer.ask({ type: 'set-stepping', stepping: run });
    await expect(running).resolves.toMatchObject({ finalTier: 2 });
  });

  test.for<Partial<Breakpoint>>([{ enabled: false }, { tierLevel: 9 }, { confidenceBelow: 0.5 }])(
    'holds nothing that it does not fit: %j',
    async (condition) => {
      const { viewer, running } = await stepped(at(condition));
      await expect(running).resolves.toMatchObject({ result: 'c says hello' });
      expect(viewer.messages.flatMap((message) => (message.type === 'paused' ? message.calls : []))).toEqual([]);
    },
  );
});

test('executions of the same name in two patterns are held side by side', async () => {
  const inspector = await testInspector({ paused: true });
  const viewer = await connect(inspector);
  const running = ['a', 'b'].map((agentId) => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat(agentId) } });
    inspector.attach(pattern);
    return pattern.executeWithHandoff('t', { executionId: 'e' });
  });
  const { calls } = await viewer.when('paused', (message) => message.calls.length === 2);
  expect(calls.map(({ call }) => call.input.agentId)).toEqual(['a', 'b']);
  await viewer.ask({ type: 'set-stepping', stepping: run });
  expect(await Promise.all(running)).toMatchObject([{ result: 'a says hello' }, { result: 'b says hello' }]);
});

describe('without a viewer', () => {
  test('held calls go on when the last one is lost, and nothing is held any more', async () => {
    const { viewer, running } = await stepped(pause);
    const other = running;
    await viewer.nextHeld();
    viewer.socket.terminate();
    await expect(other).resolves.toMatchObject({ result: 'c says hello' });
  });

  test('they stay held where that was asked for, and the next viewer decides', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    const inspector = await testInspector({ onDisconnect: 'hold', paused: true });
    inspector.attach(pattern);
    const running = pattern.executeWithHandoff('t', { executionId: 'e' });
    const first = await connect(inspector);
    await first.nextHeld();
    await first.close();
    const second = await connect(inspector);
    expect([await step(second), await step(second)]).toEqual(['1 evaluate', '1 execute']);
    await expect(running).resolves.toMatchObject({ result: 'a says hello' });
  });

  test('a viewer that reloads in time finds everything held', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    const inspector = await testInspector({ releaseAfterMs: 60_000, paused: true });
    inspector.attach(pattern);
    const running = pattern.executeWithHandoff('t', { executionId: 'e' });
    const first = await connect(inspector);
    const held = await first.nextHeld();
    await first.close();
    const second = await connect(inspector);
    expect(await second.nextHeld()).toEqual(held);
    await second.ask({ type: 'set-stepping', stepping: run });
    await running;
  });

  test('one that has died without a word is noticed', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    const inspector = await testInspector({ heartbeatMs: 10, paused: true });
    inspector.attach(pattern);
    const running = pattern.executeWithHandoff('t', { executionId: 'e' });
    const viewer = await connect(inspector);
    await viewer.nextHeld();
    viewer.socket.pause();
    await expect(running).resolves.toMatchObject({ result: 'a says hello' });
    viewer.socket.resume();
  });

  test('detaching and closing let held calls go on, and nothing is held afterwards', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    const inspector = await testInspector({ paused: true });
    const detach = inspector.attach(pattern);
    const viewer = await connect(inspector);
    const first = pattern.executeWithHandoff('t');
    await viewer.nextHeld();
    detach();
    await first;
    inspector.attach(pattern);
    const second = pattern.executeWithHandoff('t');
    await viewer.nextHeld();
    await inspector.close();
    await expect(second).resolves.toMatchObject({ result: 'a says hello' });
  });
});
