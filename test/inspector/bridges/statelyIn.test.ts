import { createWebSocketInspector } from '@statelyai/inspect';
import { createActor, waitFor } from 'xstate';
import { afterEach, describe, expect, test } from 'vitest';

import { createStatelyReceiver } from '../../../inspector/bridges/stately/createStatelyReceiver.ts';
import { foreignFromStately } from '../../../inspector/bridges/stately/foreignFromStately.ts';
import { playerMachine, startEscalation } from './actors.ts';
import { recordedSink } from './recordedSink.ts';
import { socketServer } from './sockets.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The official inspector in an application, and our receiver at the other end of a WebSocket. */
async function connectedApplication() {
  const sink = recordedSink();
  const server = await socketServer((socket) => {
    const receiver = createStatelyReceiver({ sink, application: 'app1' });
    socket.on('message', (data: Buffer) => receiver.receive(data.toString()));
    socket.on('close', () => receiver.close());
  });
  const inspector = createWebSocketInspector({ url: `ws://127.0.0.1:${server.port}` });
  closing.push(() => inspector.stop(), server.close);
  return { sink, inspector };
}

describe('an application with the official @statelyai/inspect', () => {
  test('shows a nested and parallel machine with its definition, its steps and its end', async () => {
    const { sink, inspector } = await connectedApplication();
    const actor = createActor(playerMachine, { inspect: inspector.inspect }).start();
    actor.send({ type: 'PLAY' });
    await waitFor(actor, ({ value }) => JSON.stringify(value).includes('playing'));
    actor.send({ type: 'MUTE' });
    actor.stop();
    const sessionId = `app1/${actor.sessionId}`;
    await sink.until(() => sink.actors.get(sessionId)?.status === 'stopped');

    expect(sink.actors.get(sessionId)).toMatchObject({
      name: 'player',
      definition: JSON.parse(
        JSON.stringify({ id: 'player', states: { track: { states: { stopped: { id: 'player.track.stopped' } } } } }),
      ),
    });
    const steps = sink.stepsOf(sessionId);
    expect(steps.map(({ event }) => event.type)).toEqual([
      'xstate.init',
      'PLAY',
      'xstate.done.actor.loader',
      'MUTE',
      'xstate.stop',
    ]);
    expect(steps[3]?.snapshot).toMatchObject({
      value: { sound: 'off', track: { playing: 'normal' } },
      context: { plays: 1 },
    });
    const children = [...sink.actors.values()].filter(({ parentId }) => parentId === sessionId);
    expect(children).toMatchObject([{ name: 'loader', status: 'done' }]);
    expect(children[0]).not.toHaveProperty('definition');
  });

  test('shows one of our machines from its start to its answer', async () => {
    const { sink, inspector } = await connectedApplication();
    const { next } = inspector.inspect;
    const actor = startEscalation((inspected) => next?.(inspected));
    const sessionId = `app1/${actor.sessionId}`;
    await sink.until(() => sink.actors.get(sessionId)?.status === 'done' && sink.stepsOf(sessionId).length >= 4);
    const last = sink.stepsOf(sessionId).at(-1);
    expect(last?.snapshot).toMatchObject({
      value: 'done',
      output: { status: 'completed', capped: true, escalationCount: 1 },
    });
  });

  test('whose connection is lost has stopped', async () => {
    const { sink, inspector } = await connectedApplication();
    const actor = createActor(playerMachine, { inspect: inspector.inspect }).start();
    const sessionId = `app1/${actor.sessionId}`;
    await sink.until(() => sink.stepsOf(sessionId).length > 0);
    inspector.stop();
    await sink.until(() => sink.actors.get(sessionId)?.status !== 'active');
    expect(sink.actors.get(sessionId)?.status).toBe('stopped');
  });

  test('may send events by hand, without a machine', async () => {
    const { sink, inspector } = await connectedApplication();
    inspector.actor('printer');
    inspector.event('printer', { type: 'print', pages: 2 });
    await sink.until(() => sink.stepsOf('app1/printer').length > 0);
    expect(sink.stepsOf('app1/printer')[0]).toMatchObject({ event: { type: 'print', pages: 2 } });
  });
});

describe('what is not of the wire', () => {
  test.each([
    ['no object', 'text'],
    ['no session', { type: '@xstate.snapshot', snapshot: {} }],
    ['an unknown type', { type: '@xstate.other', sessionId: 'x:0' }],
    ['our own command', { commandId: 1, command: { type: 'open' } }],
  ])('is dropped: %s', (_name, message) => {
    expect(foreignFromStately(message)).toBeUndefined();
  });

  test('neither a definition that XState refuses nor a strange event does harm', () => {
    const definition = JSON.stringify({
      id: 'x',
      initial: 'missing',
      states: { a: { on: { GO: 'nowhere' } }, b: '[Object]' },
    });
    const actor = foreignFromStately({
      type: '@xstate.actor',
      sessionId: 'x:0',
      name: 7,
      definition,
      snapshot: 'none',
    });
    expect(actor).toEqual({ type: 'actor', actor: { sessionId: 'x:0', name: 'x:0', status: 'active' } });
    const step = foreignFromStately({ type: '@xstate.snapshot', sessionId: 'x:0', event: 7, createdAt: 'never' });
    expect(step).toEqual({
      type: 'step',
      sessionId: 'x:0',
      step: { timestamp: '1970-01-01T00:00:00.000Z', event: { type: '' } },
    });
  });

  test('messages that are too long, that are circular, or more actors than there is room for, are dropped', () => {
    const sink = recordedSink();
    const receiver = createStatelyReceiver({ sink, application: 'a', maxMessageLength: 200, maxActors: 1 });
    const circular: Record<string, unknown> = { type: '@xstate.actor', sessionId: 'circular' };
    circular['self'] = circular;
    receiver.receive(circular);
    receiver.receive({ type: '@xstate.actor', sessionId: 'long', name: 'x'.repeat(200) });
    receiver.receive('{');
    receiver.receive({ type: '@xstate.actor', sessionId: 'first', name: 'first' });
    receiver.receive({ type: '@xstate.actor', sessionId: 'second', name: 'second' });
    expect([...sink.actors.keys()]).toEqual(['a/first']);
    receiver.receive({
      type: '@xstate.snapshot',
      sessionId: 'first',
      event: { type: 'end' },
      snapshot: { status: 'done' },
    });
    receiver.receive({ type: '@xstate.snapshot', sessionId: 'unannounced', event: { type: 'go' }, snapshot: {} });
    expect([...sink.actors.values()].map(({ name, status }) => [name, status])).toEqual([
      ['first', 'done'],
      ['unannounced', 'active'],
    ]);
  });
});
