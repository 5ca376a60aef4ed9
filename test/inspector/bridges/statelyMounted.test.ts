import { createWebSocketInspector } from '@statelyai/inspect';
import { createActor } from 'xstate';
import { afterEach, describe, expect, test } from 'vitest';

import { inspectForStately, statelySocket } from '../../../inspector/index.ts';
import type { ForeignActor } from '../../../inspector/protocol.ts';
import { connect, testInspector, type TestViewer } from '../viewer.ts';
import { playerMachine } from './actors.ts';

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

/** An application that runs the player, and reports it with the official inspector. */
function application(url: string) {
  const inspector = createWebSocketInspector({ url });
  closing.push(() => inspector.stop());
  const actor = createActor(playerMachine, { id: 'player', inspect: inspector.inspect }).start();
  closing.push(() => actor.stop());
  return { inspector, actor };
}

async function shown(viewer: TestViewer, fits: (actor: ForeignActor) => boolean): Promise<ForeignActor> {
  const { actors } = await viewer.when('actors', (message) => message.actors.some(fits));
  const found = actors.find(fits);
  if (found === undefined) throw new Error('It is not there.');
  return found;
}

describe('an application with the official @statelyai/inspect that reports to the inspector', () => {
  test('is shown to whoever watches, and to whoever comes later', async () => {
    const inspector = await testInspector();
    const viewer = await connect(inspector);
    const { actor } = application(inspector.statelyUrl);
    const sessionId = `app1/${actor.sessionId}`;
    const found = await shown(viewer, (one) => one.sessionId === sessionId);
    expect(found).toMatchObject({ name: 'player', definition: { id: 'player', type: 'parallel' }, status: 'active' });

    actor.send({ type: 'MUTE' });
    const isMuted = ({ steps }: { readonly steps: readonly { readonly event: { readonly type: string } }[] }) =>
      steps.some(({ event }) => event.type === 'MUTE');
    const { steps } = await viewer.when('steps', isMuted);
    expect(steps.at(-1)?.snapshot).toMatchObject({ value: { sound: 'off', track: 'stopped' } });
    const late = await connect(inspector);
    await late.when('steps', isMuted);
    expect(await shown(late, (one) => one.sessionId === sessionId)).toMatchObject({ name: 'player' });
  });

  test('has a name of its own, and has stopped once its connection is closed; the others go on', async () => {
    const inspector = await testInspector();
    const viewer = await connect(inspector);
    const first = application(inspector.statelyUrl);
    await shown(viewer, ({ sessionId }) => sessionId === `app1/${first.actor.sessionId}`);
    const second = application(inspector.statelyUrl);
    await shown(viewer, ({ sessionId }) => sessionId === `app2/${second.actor.sessionId}`);

    first.inspector.stop();
    await shown(viewer, ({ sessionId, status }) => sessionId.startsWith('app1/') && status === 'stopped');
    second.actor.send({ type: 'MUTE' });
    await viewer.when('steps', ({ sessionId, steps }) => sessionId.startsWith('app2/') && steps.at(-1)?.index === 1);
    const late = await connect(inspector);
    const { actors } = await late.when('actors');
    expect(actors.map(({ sessionId, status }) => [sessionId.split('/')[0], status])).toEqual([
      ['app1', 'stopped'],
      ['app2', 'active'],
    ]);
  });

  test('takes no events from the page, and the page says so', async () => {
    const inspector = await testInspector();
    const viewer = await connect(inspector);
    application(inspector.statelyUrl);
    const { sessionId, takesEvents } = await shown(viewer, () => true);
    expect(takesEvents).toBeUndefined();
    const sent = viewer.ask({ type: 'send', sessionId, event: { type: 'PLAY' } });
    await expect(sent).rejects.toThrow('another application');
  });
});

test('an application without the official package reports through our own words for it', async () => {
  const inspector = await testInspector();
  const viewer = await connect(inspector);
  const socket = new WebSocket(inspector.statelyUrl);
  closing.push(() => socket.close());
  createActor(playerMachine, { inspect: inspectForStately(statelySocket(socket).send) }).start();
  expect(await shown(viewer, ({ name }) => name === 'player')).toMatchObject({ status: 'active' });
});
