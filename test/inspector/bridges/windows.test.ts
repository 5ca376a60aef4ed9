import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from 'vitest';

import { launchChromium } from '../support/chromium.ts';
import { pageOf } from './pages/bundle.ts';

const entries = {
  '/application': './pages/application.ts',
  '/official': './pages/officialReceiver.ts',
  '/ours': './pages/ourReceiver.ts',
  '/xstate4': './xstate4/windowReceiver.ts',
};
const pages = new Map<string, string>();
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  for (const [path, entry] of Object.entries(entries)) pages.set(path, await pageOf(new URL(entry, import.meta.url)));
  browser = await launchChromium();
});
afterAll(() => browser.close());

beforeEach(async () => {
  context = await browser.newContext();
  // Every host is served from here, so that pages may have any origin.
  await context.route('**/*', (route) => {
    const body = pages.get(new URL(route.request().url()).pathname);
    return body === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ contentType: 'text/html', body });
  });
});
afterEach(() => context.close());

/** An application of this origin opens an inspector's window through one of the functions of its page. */
async function opened(origin: string, how: string, url: string): Promise<{ application: Page; inspector: Page }> {
  const application = await context.newPage();
  await application.goto(`${origin}/application`);
  const popup = context.waitForEvent('page');
  await application.evaluate(`${how}(${JSON.stringify(url)})`);
  const inspector = await popup;
  await inspector.waitForLoadState();
  return { application, inspector };
}

describe('the real window receiver of @xstate/inspect 0.8 in Chromium', () => {
  test('registers our actors, follows them, sees one stop, and its event drives the other', async () => {
    const { application, inspector } = await opened(
      'http://app.localhost',
      'openXState4Receiver',
      'http://viz.localhost/xstate4',
    );
    await inspector.waitForFunction('received.some(({ type, id }) => type === "service.register" && id === "player")');
    const { sessionId } = await application.evaluate<{ sessionId: string }>('({ sessionId: player.sessionId })');
    const play = { name: 'PLAY', data: { type: 'PLAY' }, $$type: 'scxml', type: 'external', origin: sessionId };
    const sent = { type: 'xstate.event', event: JSON.stringify(play), service: sessionId };
    await inspector.evaluate(`receiver.send(${JSON.stringify(sent)})`);
    await application.waitForFunction('player.getSnapshot().hasTag("busy")');
    await application.evaluate('player.stop()');
    await inspector.waitForFunction(
      `received.some(({ type, sessionId }) => type === 'service.stop' && sessionId === '${sessionId}')`,
    );

    const received = await inspector.evaluate<object[]>('received');
    expect(received).toContainEqual(
      expect.objectContaining({
        type: 'service.register',
        id: 'player',
        machine: 'player',
        value: { sound: 'on', track: 'stopped' },
      }),
    );
    expect(received).toContainEqual({
      type: 'service.state',
      sessionId,
      value: { sound: 'on', track: { playing: 'normal' } },
    });
  });
});

describe('the official receiver of @statelyai/inspect in Chromium', () => {
  test('gets what happened before it was there, with escalating, capped and the error', async () => {
    const { inspector } = await opened(
      'http://app.localhost',
      'openStatelyReceiver',
      'http://stately.localhost/official',
    );
    await inspector.waitForFunction(
      'received.some(({ snapshot }) => snapshot?.status === "done" && snapshot.value === "done")',
    );
    const received =
      await inspector.evaluate<{ type: string; name?: string; snapshot?: { value?: unknown } }[]>('received');
    expect(received[0]).toMatchObject({ type: '@xstate.actor', name: 'escalation' });
    expect(received.map(({ snapshot }) => snapshot?.value)).toEqual(
      expect.arrayContaining([{ tier1: 'escalating' }, { tier2: 'capped' }, 'done']),
    );
    expect(JSON.stringify(received)).toContain(
      '{"name":"RateLimited","message":"Too many requests.","code":"rate_limited"}',
    );
  });

  test('gets all of it again after it was loaded anew', async () => {
    const { inspector } = await opened(
      'http://app.localhost',
      'openStatelyReceiver',
      'http://stately.localhost/official',
    );
    const isThere = 'received.some(({ type, name }) => type === "@xstate.actor" && name === "player")';
    await inspector.waitForFunction(isThere);
    await inspector.reload();
    expect(await inspector.waitForFunction(isThere)).toBeTruthy();
  });
});

describe('our page, opened by an application with the official browser inspector', () => {
  test('shows its actors, what happens to them, and that they stop', async () => {
    const { application, inspector } = await opened(
      'http://app.localhost',
      'openWithOfficialInspector',
      'http://127.0.0.1/ours',
    );
    await inspector.waitForFunction(
      '[...sink.actors.values()].some(({ name, definition }) => name === "player" && definition)',
    );
    await application.evaluate('player.send({ type: "MUTE" })');
    const id = await application.evaluate<string>('"opener/" + player.sessionId');
    await inspector.waitForFunction(`sink.stepsOf('${id}').some(({ event }) => event.type === 'MUTE')`);
    await application.evaluate('inspector.stop()');
    await inspector.waitForFunction(`sink.actors.get('${id}').status === 'stopped'`);
    const steps = await inspector.evaluate<{ snapshot: unknown }[]>(`sink.stepsOf('${id}')`);
    expect(steps.at(-1)?.snapshot).toMatchObject({ value: { sound: 'off', track: 'stopped' } });
  });

  test('takes nothing from an application of an origin that is not of this machine', async () => {
    const { inspector } = await opened('http://app.example', 'openWithOfficialInspector', 'http://127.0.0.1/ours');
    await inspector.waitForFunction(
      'heard.some(({ origin, data }) => origin === "http://app.example" && data.name === "player")',
    );
    expect(await inspector.evaluate('sink.actors.size')).toBe(0);
  });

  test('takes nothing from a window that did not open it', async () => {
    const { inspector } = await opened('http://app.localhost', 'openWithOfficialInspector', 'http://127.0.0.1/ours');
    await inspector.waitForFunction('sink.actors.size > 0');
    const message = { type: '@xstate.actor', sessionId: 'x:9', name: 'intruder', _version: '0.7.2' };
    await inspector.evaluate(
      'document.body.append(Object.assign(document.createElement("iframe"), { src: "/intruder" }))',
    );
    const frame = await inspector.waitForSelector('iframe').then((element) => element.contentFrame());
    await frame?.waitForURL('**/intruder');
    await frame?.evaluate(`parent.postMessage(${JSON.stringify(message)}, '*')`);
    await inspector.waitForFunction('heard.some(({ data }) => data.name === "intruder")');
    expect(await inspector.evaluate('[...sink.actors.keys()].includes("opener/x:9")')).toBe(false);
  });
});
