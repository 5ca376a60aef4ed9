import { createActor, createMachine, waitFor } from 'xstate';
import { afterEach, describe, expect, test } from 'vitest';

import { createXState4Bridge } from '../../../inspector/index.ts';
import { playerMachine, startEscalation } from './actors.ts';
import { type LoopbackServer, socketServer } from './sockets.ts';
import { createWebSocketReceiver } from './xstate4/receivers.ts';

const servers: LoopbackServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

type Receiver = ReturnType<typeof createWebSocketReceiver>;
type Received = Parameters<Parameters<Receiver['subscribe']>[0] & object>[0];

/** A real receiver of `@xstate/inspect` 0.8 that our bridge is connected to. */
async function receiverOf(bridge: ReturnType<typeof createXState4Bridge>) {
  const inspecting = Promise.withResolvers<void>();
  const server = await socketServer((socket) => {
    const connection = bridge.connect((message) => socket.send(JSON.stringify(message)));
    socket.on('message', (data: Buffer) => {
      connection.receive(data.toString());
      inspecting.resolve();
    });
    socket.on('close', () => connection.close());
  });
  servers.push(server);
  const receiver = createWebSocketReceiver({ server: `127.0.0.1:${server.port}`, serialize: undefined });
  const received: Received[] = [];
  const stopped = new Map<string, () => void>();
  receiver.subscribe((message) => {
    received.push(message);
    if (message.type === 'service.stop') stopped.get(message.sessionId)?.();
  });
  const stopOf = (sessionId: string) => new Promise<void>((resolve) => stopped.set(sessionId, resolve));
  await inspecting.promise;
  return { receiver, received, stopOf };
}

function valuesIn(received: readonly Received[]): unknown[] {
  return received.flatMap((message) => (message.type === 'service.state' ? [message.state.value] : []));
}

describe('the real receiver of @xstate/inspect 0.8 over a WebSocket', () => {
  test('registers one of our machines, follows it through its microsteps and sees it stop', async () => {
    const bridge = createXState4Bridge();
    const { received, stopOf } = await receiverOf(bridge);
    const actor = startEscalation(bridge.inspect);
    await stopOf(actor.sessionId);

    const [first] = received;
    if (first?.type !== 'service.register') throw new Error('Nothing was registered first.');
    expect(first).toMatchObject({ id: 'escalation', sessionId: actor.sessionId });
    expect(first.state.value).toEqual({ tier1: 'evaluating' });
    const { definition } = first.machine;
    expect(definition.states['tier1']?.states['evaluating']?.invoke[0]).toMatchObject({ src: { type: 'evaluate' } });
    expect(first.machine.events).toContainEqual(expect.stringMatching(/^error\.platform\./));
    expect(valuesIn(received)).toEqual([
      { tier1: 'evaluating' },
      { tier1: 'escalating' },
      { tier2: 'evaluating' },
      { tier2: 'capped' },
      'done',
    ]);
    const events = received.flatMap((message) => (message.type === 'service.event' ? [message.event] : []));
    expect(events.find(({ name }) => name.startsWith('error.platform.'))?.data).toMatchObject({
      data: { name: 'RateLimited', code: 'rate_limited', message: 'Too many requests.' },
    });
    expect(received.at(-1)).toEqual({ type: 'service.stop', sessionId: actor.sessionId });
  });

  test('joins late, and drives a nested and parallel machine of somebody else', async () => {
    const bridge = createXState4Bridge();
    const actor = createActor(playerMachine, { inspect: bridge.inspect }).start();
    actor.send({ type: 'MUTE' });
    const { receiver, received, stopOf } = await receiverOf(bridge);
    const play = { name: 'PLAY', data: { type: 'PLAY' }, $$type: 'scxml', type: 'external', origin: actor.sessionId };
    receiver.send({ type: 'xstate.event', event: JSON.stringify(play), service: actor.sessionId });
    await waitFor(actor, (snapshot) => snapshot.hasTag('busy'));
    receiver.send({ type: 'xstate.event', event: JSON.stringify({ type: 'FASTER' }), service: actor.sessionId });
    await waitFor(actor, (snapshot) => snapshot.matches({ track: { playing: 'fast' } }));
    const stopped = stopOf(actor.sessionId);
    actor.stop();
    await stopped;

    const [first] = received;
    if (first?.type !== 'service.register') throw new Error('Nothing was registered first.');
    expect(first.state.value).toEqual({ sound: 'off', track: 'stopped' });
    expect(first.machine.type).toBe('parallel');
    expect(first.machine.initialState.value).toEqual({ sound: 'on', track: 'stopped' });
    const guarded = first.machine.getStateNodeById('player.track.stopped').transitions[0];
    expect(guarded).toMatchObject({ cond: { name: 'hasTrack' }, actions: [{ type: 'assign' }] });
    expect(guarded?.target?.[0]?.id).toBe('player.track.loading');
    expect(first.machine.getStateNodeById('player.track.loading').events).toContain('done.invoke.loader');
    expect(first.machine.getStateNodeById('player.track.loaded').transitions[0]?.target?.[0]?.id).toBe(
      'player.track.playing',
    );
    expect(first.machine.getStateNodeById('player.track.playing').after).toMatchObject([{ delay: 3_600_000 }]);
    const followed = received.flatMap((message) => (message.type === 'service.state' ? [message.state] : []));
    expect(followed.find(({ tags }) => tags.has('busy'))?.context).toEqual({ plays: 1 });
    expect(followed.some((state) => state.matches({ track: { playing: 'fast' } }))).toBe(true);
  });

  test('gets a parent before its child, and nothing before its registration', async () => {
    const bridge = createXState4Bridge();
    const { received, stopOf } = await receiverOf(bridge);
    const child = createMachine({ id: 'child', initial: 'a', states: { a: { always: 'b' }, b: { type: 'final' } } });
    const parent = createMachine({
      id: 'parent',
      initial: 'working',
      states: { working: { invoke: { id: 'worker', src: child, onDone: 'ready' } }, ready: { type: 'final' } },
    });
    const actor = createActor(parent, { inspect: bridge.inspect }).start();
    await stopOf(actor.sessionId);
    const known = new Set<string>();
    for (const message of received) {
      if (message.type === 'service.register') known.add(message.sessionId);
      expect(known).toContain(message.sessionId);
    }
    const registered = received.flatMap((message) =>
      message.type === 'service.register' ? [[message.id, message.parent]] : [],
    );
    expect(registered).toEqual([
      [actor.id, undefined],
      ['worker', actor.sessionId],
    ]);
  });

  test("cannot send XState's own events, or anything to an actor that it does not know", async () => {
    const bridge = createXState4Bridge();
    const actor = createActor(playerMachine, { inspect: bridge.inspect }).start();
    const connection = bridge.connect(() => undefined);
    const eventFor = (service: string, type: string) => ({
      type: 'xstate.event',
      event: JSON.stringify({ type }),
      service,
    });
    connection.receive(eventFor(actor.sessionId, 'xstate.stop'));
    connection.receive(eventFor('x:unknown', 'MUTE'));
    connection.receive({ type: 'xstate.event', event: '{', service: actor.sessionId });
    connection.receive('no JSON');
    expect(actor.getSnapshot()).toMatchObject({ status: 'active', value: { sound: 'on' } });
    actor.stop();
  });
});
