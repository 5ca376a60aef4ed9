import { describe, expect, test } from 'vitest';
import { assign, createActor, fromCallback, fromPromise, fromTransition, setup } from 'xstate';

import type { Services } from '../../../inspector/gateService.ts';
import type { ServerMessage } from '../../../inspector/protocol.ts';
import { createHandoffMachine } from '../../../src/machines/handoffMachine.ts';
import { foldRecords } from '../../../src/machines/fold.ts';
import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import type { EvaluateInput, EvaluationOutput, ExecuteInput, ExecutionOutput } from '../../../src/machines/types.ts';
import { nestedMachine } from '../nestedMachine.ts';
import { connect, testInspector, type TestViewer } from '../viewer.ts';

const services = {
  evaluate: async ({ input }: { readonly input: EvaluateInput }): Promise<EvaluationOutput> => ({
    canHandle: input.tierLevel === 2,
    complexityScore: 0.5,
    reasoning: 'says so',
    requiresTier: 2,
  }),
  execute: async ({ input }: { readonly input: ExecuteInput }): Promise<ExecutionOutput> => ({
    result: input.task,
    confidence: 1,
    executionMetadata: {},
  }),
};
const input = { executionId: 'e', task: 't', timestamp: '2026-01-01T00:00:00.000Z' };
const isOver = ({ to }: TransitionRecord) => to === 'done';

function escalation(run: Services) {
  return createHandoffMachine({
    tiers: [
      { level: 1, agentId: 'a' },
      { level: 2, agentId: 'b' },
    ],
  }).provide({
    actors: {
      evaluate: fromPromise<EvaluationOutput, EvaluateInput>(run.evaluate),
      execute: fromPromise<ExecutionOutput, ExecuteInput>(run.execute),
    },
  });
}

describe('a machine of this package that an application runs by itself', () => {
  test('is shown as an execution, with every record', async () => {
    const inspector = await testInspector();
    const records: TransitionRecord[] = [];
    const actor = createActor(escalation(services), { input, inspect: inspector.inspect });
    actor.on('transition', ({ record }) => records.push(record));
    const done = new Promise<void>((resolve) => actor.subscribe({ complete: resolve }));
    actor.start();
    await done;
    const viewer = await connect(inspector);
    const { sources } = await viewer.when('hello');
    expect(sources).toMatchObject([{ name: 'embedded machines' }]);
    const shown = await viewer.records('s1', 'e', isOver);
    expect(shown).toEqual(records);
    expect(shown.map(({ to }) => to)).toContain('tier1.escalating');
    expect(foldRecords(shown).at(-1)?.snapshot.output).toMatchObject({ result: 't' });
    expect(viewer.messages.filter(({ type }) => type === 'actors')).toEqual([]);
  });

  test.for([
    [{ evaluate: 1, execute: services.execute }, "inspector.gate: option 'evaluate'"],
    [{ ...services, exectue: services.execute }, "unknown option 'exectue'"],
    [undefined, 'inspector.gate'],
  ])('refuses to put what is no service behind the gate: %#', async ([given, message]) => {
    const { gate } = await testInspector();
    expect(() => Reflect.apply(gate, undefined, [given])).toThrow(String(message));
  });

  test('is stepped through and cancelled like any other, once its services are behind the gate', async () => {
    const inspector = await testInspector({ paused: true });
    const { clock, ...gated } = inspector.gate(services);
    const viewer = await connect(inspector);
    const actor = createActor(escalation(gated), { input, clock, inspect: inspector.inspect });
    actor.start();
    const held = await viewer.nextHeld();
    expect(held).toMatchObject({ sourceId: 's1', call: { kind: 'evaluate', input: { task: 't' } } });
    const output = { canHandle: true, complexityScore: 0, reasoning: 'by hand', requiresTier: 1 };
    const { callId } = held.call.input;
    await viewer.ask({ type: 'verdict', executionId: 'e', callId, verdict: { type: 'return', output } });
    expect((await viewer.nextHeld()).call).toMatchObject({ kind: 'execute', input: { tierLevel: 1 } });
    await viewer.ask({ type: 'cancel', sourceId: 's1', executionId: 'e', reason: 'enough' });
    expect(actor.getSnapshot().value).toBe('cancelled');
    await viewer.when('paused', ({ calls }) => calls.length === 0 && viewer.messages.length > 10);
    const records = await viewer.records('s1', 'e', ({ to }) => to === 'cancelled');
    expect(records[1]?.event).toMatchObject({ output: { byHand: 'output' } });
  });

  test('may hold what is not JSON data: people are told, and everything else is shown', async () => {
    const inspector = await testInspector();
    const viewer = await connect(inspector);
    const executionMetadata = {};
    Object.assign(executionMetadata, { big: 1n });
    const run: Services = { ...services, execute: async () => ({ result: 'r', confidence: 1, executionMetadata }) };
    createActor(escalation(run), { input, inspect: inspector.inspect }).start();
    await viewer.when('executions', ({ executions }) => executions[0]?.status === 'completed');
    await viewer.ask({ type: 'open', sourceId: 's1', executionId: 'e' });
    expect((await viewer.when('notice')).message).toContain('not JSON data');
  });

  test('is kept only so long, and as a whole', async () => {
    const inspector = await testInspector({ maxBufferedRecords: 100 });
    const viewer = await connect(inspector);
    const machine = escalation(services);
    for (let index = 0; index < 40; index += 1) {
      const executionId = `e${index}`;
      const actor = createActor(machine, { input: { ...input, executionId }, inspect: inspector.inspect });
      const done = new Promise<void>((resolve) => actor.subscribe({ complete: resolve }));
      actor.start();
      await done;
    }
    await viewer.when('executions', ({ executions }) =>
      executions.some(({ executionId, length }) => executionId === 'e39' && length === 5),
    );
    const late = await connect(inspector);
    await late.when('paused');
    expect(await late.records('s1', 'e39', isOver)).toHaveLength(5);
    await expect(late.ask({ type: 'open', sourceId: 's1', executionId: 'e0' })).rejects.toThrow('e0');
  });
});

const doorEvent = (): { type: 'knock' } | { type: 'open' } => ({ type: 'knock' });
const door = setup({
  types: { context: { knocks: 0, who: 1n }, events: doorEvent() },
  actors: {
    bell: fromPromise<string, string>(async ({ input: sound }) => sound),
    broken: fromPromise<never>(() => Promise.reject(new TypeError('no battery', { cause: new Error('empty') }))),
  },
}).createMachine({
  id: 'door',
  context: { knocks: 0, who: 1n },
  initial: 'closed',
  states: {
    closed: { on: { knock: 'hearing' } },
    hearing: { entry: assign({ knocks: ({ context }) => context.knocks + 1 }), always: 'ringing' },
    ringing: { invoke: { src: 'bell', input: 'ding', onDone: 'listening' } },
    listening: { invoke: { src: 'broken', onError: 'broken' } },
    broken: { on: { open: 'open' } },
    open: { type: 'final' },
  },
});

function stepsOf(messages: readonly ServerMessage[], sessionId: string) {
  return messages.flatMap((message) =>
    message.type === 'steps' && message.sessionId === sessionId ? message.steps : [],
  );
}

async function shownDoor(viewer: TestViewer) {
  const { actors } = await viewer.when('actors', (message) => message.actors.some(({ name }) => name === 'door'));
  const found = actors.find(({ name }) => name === 'door');
  if (found === undefined) throw new Error('no door');
  return found;
}

describe('any other machine', () => {
  test('is shown with its definition, every microstep, its children and their errors', async () => {
    const inspector = await testInspector();
    const viewer = await connect(inspector);
    const actor = createActor(door, { inspect: inspector.inspect });
    actor.start();
    actor.send({ type: 'knock' });
    const { sessionId, definition } = await shownDoor(viewer);
    expect(definition).toMatchObject({ id: 'door', states: { closed: { on: { knock: {} } } } });
    const isBroken = ({ steps }: { steps: readonly { snapshot?: { value?: unknown } }[] }) =>
      steps.some(({ snapshot }) => snapshot?.value === 'broken');
    await viewer.when('steps', isBroken);
    const steps = stepsOf(viewer.messages, sessionId);
    expect(steps.map(({ index }) => index)).toEqual(steps.map((_, index) => index));
    expect(steps.map(({ snapshot }) => snapshot?.value)).toEqual([
      'closed',
      'hearing',
      'ringing',
      'listening',
      'broken',
    ]);
    expect(steps[1]).toMatchObject({ event: { type: 'knock' }, snapshot: { context: { knocks: 1, who: '1' } } });
    expect(steps.at(-1)?.event).toMatchObject({ error: { name: 'TypeError', message: 'no battery' } });
    const children = viewer.messages.flatMap((message) => (message.type === 'actors' ? message.actors : []));
    const ended = children.filter(({ parentId }) => parentId === sessionId).map(({ status }) => status);
    expect(ended).toContain('done');
    expect(ended).toContain('error');
    const late = await connect(inspector);
    await late.when('steps', isBroken);
    expect(stepsOf(late.messages, sessionId)).toEqual(steps);
  });

  test('is shown with its whole definition, however deeply its states are nested', async () => {
    const inspector = await testInspector();
    const viewer = await connect(inspector);
    createActor(nestedMachine(40), { inspect: inspector.inspect }).start();
    const { actors } = await viewer.when('actors');
    const text = JSON.stringify(actors[0]?.definition);
    expect(text).toContain('"id":"nested.s1.s2');
    expect(text).toContain('.s39.s40"');
    expect(text).not.toContain('[deeper]');
  });

  test('has actors that are no machines: each event that they get is shown, also where it changes nothing', async () => {
    const inspector = await testInspector();
    const viewer = await connect(inspector);
    const machine = setup({
      actors: {
        radio: fromCallback(({ receive }) => receive(() => undefined)),
        counter: fromTransition((count: number, { type }) => (type === 'more' ? count + 1 : count), 0),
      },
    }).createMachine({
      id: 'owner',
      invoke: [
        { id: 'radio', src: 'radio' },
        { id: 'counter', src: 'counter' },
      ],
    });
    const actor = createActor(machine, { inspect: inspector.inspect }).start();
    const { radio, counter } = actor.getSnapshot().children;
    for (const type of ['tune', 'tune', 'more']) radio?.send({ type });
    for (const type of ['more', 'less']) counter?.send({ type });
    actor.stop();
    await viewer.when('actors', (message) => message.actors.some(({ status }) => status === 'stopped'));
    const late = await connect(inspector);
    await late.when('steps', ({ sessionId }) => sessionId === counter?.sessionId);
    const types = (sessionId = '') => stepsOf(late.messages, sessionId).map(({ event }) => event.type);
    expect(types(radio?.sessionId)).toEqual(['xstate.init', 'tune', 'tune', 'more', 'xstate.stop']);
    expect(types(counter?.sessionId)).toEqual(['xstate.init', 'more', 'less', 'xstate.stop']);
  });

  test('gets the events that are sent to it from the page', async () => {
    const inspector = await testInspector();
    const viewer = await connect(inspector);
    const actor = createActor(door, { inspect: inspector.inspect });
    actor.start();
    const { sessionId, takesEvents } = await shownDoor(viewer);
    expect(takesEvents).toBe(true);
    await viewer.ask({ type: 'send', sessionId, event: { type: 'knock' } });
    await viewer.when('steps', ({ steps }) => steps.some(({ snapshot }) => snapshot?.value === 'broken'));
    await viewer.ask({ type: 'send', sessionId, event: { type: 'open' } });
    expect(actor.getSnapshot().status).toBe('done');
    await viewer.when('actors', ({ actors }) => actors[0]?.sessionId === sessionId && actors[0].status === 'done');
    const nobody = viewer.ask({ type: 'send', sessionId: 'nobody', event: { type: 'knock' } });
    await expect(nobody).rejects.toThrow('nobody');
  });

  test('keeps its definition and its first step when there are too many', async () => {
    const counter = setup({ types: { context: { count: 0 } } }).createMachine({
      id: 'counter',
      context: { count: 0 },
      on: { more: { actions: assign({ count: ({ context }) => context.count + 1 }) } },
    });
    const inspector = await testInspector({ maxBufferedRecords: 100 });
    const actor = createActor(counter, { inspect: inspector.inspect });
    actor.start();
    for (let index = 0; index < 1_000; index += 1) actor.send({ type: 'more' });
    const viewer = await connect(inspector);
    const { actors } = await viewer.when('actors');
    expect(actors).toMatchObject([{ name: 'counter', definition: { id: 'counter' } }]);
    await viewer.when('steps', ({ steps }) => steps.at(-1)?.index === 1_000);
    const indices = stepsOf(viewer.messages, actors[0]?.sessionId ?? '').map(({ index }) => index);
    expect(indices[0]).toBe(0);
    expect(indices.length).toBeLessThanOrEqual(100);
    expect(indices).toEqual(indices.toSorted((a, b) => a - b));
  });

  test('is shown as stopped where it is stopped', async () => {
    const inspector = await testInspector();
    const viewer = await connect(inspector);
    const actor = createActor(door, { inspect: inspector.inspect });
    actor.start();
    actor.stop();
    const { actors } = await viewer.when('actors', (message) => message.actors[0]?.status !== 'active');
    expect(actors).toMatchObject([{ name: 'door', status: 'stopped' }]);
  });

  test('has its errors reported to those, and only those, who would get them without an inspector', async () => {
    const inspector = await testInspector();
    const failing = setup({}).createMachine({
      id: 'failing',
      entry: () => {
        throw new Error('on entry');
      },
    });
    const actor = createActor(failing, { inspect: inspector.inspect });
    const errors: unknown[] = [];
    actor.subscribe({ error: (error) => errors.push(error) });
    actor.start();
    expect(errors).toMatchObject([{ message: 'on entry' }]);
    const viewer = await connect(inspector);
    expect((await viewer.when('actors')).actors).toMatchObject([{ name: 'failing', status: 'error' }]);
  });
});
