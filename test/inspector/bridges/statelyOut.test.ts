import { createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';
import { once } from 'node:events';
import { createActor, waitFor } from 'xstate';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';

import type { StatelyMessage } from '../../../inspector/bridges/stately/message.ts';
import { inspectForStately, statelySocket } from '../../../inspector/index.ts';
import { nestedMachine } from '../nestedMachine.ts';
import { playerMachine, RateLimited, startEscalation } from './actors.ts';
import { type LoopbackServer, socketServer } from './sockets.ts';

let server: LoopbackServer | undefined;
afterEach(() => server?.close());

/** The official receiver behind a server that hands on what we send, and our end of it. */
async function officialReceiver() {
  const joined = Promise.withResolvers<void>();
  server = await socketServer((socket, { clients }) => {
    joined.resolve();
    socket.on('message', (data: Buffer) =>
      clients.forEach((client) => client !== socket && client.send(data.toString())),
    );
  });
  const url = `ws://127.0.0.1:${server.port}`;
  const received: StatelyInspectionEvent[] = [];
  const ended = Promise.withResolvers<void>();
  const receiver = createWebSocketReceiver({ server: url });
  receiver.subscribe((message) => {
    received.push(message);
    if (
      message.type === '@xstate.snapshot' &&
      message.snapshot.status !== 'active' &&
      message.sessionId === message.rootId
    )
      ended.resolve();
  });
  await joined.promise;
  const socket = new WebSocket(url);
  return { received, ended: ended.promise, send: statelySocket(socket).send, opened: once(socket, 'open') };
}

test('the official receiver sees escalating, capped and the error of an execution', async () => {
  const { received, ended, send } = await officialReceiver();
  const actor = startEscalation(inspectForStately(send));
  await ended;

  const own = received.filter(({ sessionId }) => sessionId === actor.sessionId);
  expect(own[0]).toMatchObject({
    type: '@xstate.actor',
    name: 'escalation',
    _version: '0.7.2',
    snapshot: { status: 'active' },
  });
  const values = own.flatMap((message) =>
    message.type === '@xstate.snapshot' ? [Reflect.get(message.snapshot, 'value')] : [],
  );
  expect(values).toEqual([
    { tier1: 'evaluating' },
    { tier1: 'escalating' },
    { tier2: 'evaluating' },
    { tier2: 'capped' },
    'done',
  ]);
  const failed = own.find(
    ({ type, ...message }) => type === '@xstate.event' && JSON.stringify(message).includes('xstate.error'),
  );
  expect(failed).toMatchObject({
    event: { error: { name: RateLimited.name, code: 'rate_limited', message: 'Too many requests.' } },
  });
  expect(own.at(-1)).toMatchObject({ snapshot: { status: 'done', output: { capped: true } } });
  const service = received.find(({ type, sessionId }) => type === '@xstate.snapshot' && sessionId !== actor.sessionId);
  expect(service).toMatchObject({ rootId: actor.sessionId });
});

test('the official receiver sees a foreign machine: its configuration, its events and its stop', async () => {
  const { received, ended, send } = await officialReceiver();
  const actor = createActor(playerMachine, { inspect: inspectForStately(send) }).start();
  actor.send({ type: 'PLAY' });
  await waitFor(actor, ({ value }) => JSON.stringify(value).includes('playing'));
  actor.stop();
  await ended;

  const [introduction] = received;
  const definition: unknown =
    introduction?.type === '@xstate.actor' ? JSON.parse(introduction.definition ?? '') : undefined;
  expect(definition).toMatchObject({ id: 'player', type: 'parallel', states: { track: { initial: 'stopped' } } });
  const events = received.flatMap((message) =>
    message.type === '@xstate.event' && message.sessionId === actor.sessionId ? [message.event.type] : [],
  );
  expect(events).toEqual(['xstate.init', 'PLAY', 'xstate.done.actor.loader']);
  expect(received.at(-1)).toMatchObject({ snapshot: { status: 'stopped' } });
});

test('a configuration with what JSON has no word for is told with all its states', () => {
  const messages: StatelyMessage[] = [];
  createActor(nestedMachine(40, { big: 1n }), {
    inspect: inspectForStately((message) => messages.push(message)),
  }).start();
  const [introduction] = messages;
  const text = introduction?.type === '@xstate.actor' ? introduction.definition : '';
  expect(text).toContain('"big":"1"');
  expect(text).toContain('"s40":{}');
});
