import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import type { Inspector } from '../../../inspector/openInspector.ts';
import { createHandoffPattern } from '../../../src/pattern/createHandoffPattern.ts';
import { agentThat } from '../../support/agents.ts';
import { launchChromium } from '../support/chromium.ts';
import { connect, socketUrl, testInspector } from '../viewer.ts';

// A hostile page in a real browser, which knows the port of the relay, and in the worst case its whole address.

let browser: Browser;
let hostile: Server;
let hostilePort: number;
let context: BrowserContext;

beforeAll(async () => {
  browser = await launchChromium(
    // A name that its owner points at this machine once the page is loaded.
    '--host-resolver-rules=MAP rebound.example 127.0.0.1',
    // Chromium by itself keeps pages from elsewhere away from this machine. Other browsers do not: the relay has to.
    '--disable-features=LocalNetworkAccessChecks',
  );
  hostile = createServer((_request, response) =>
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><body>hostile</body>'),
  );
  hostile.listen(0, '127.0.0.1');
  await once(hostile, 'listening');
  const address = hostile.address();
  hostilePort = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(async () => {
  await browser.close();
  hostile.close();
});
beforeEach(async () => {
  context = await browser.newContext();
});
afterEach(() => context.close());

/** What a page can try, as the text of a function of an address that says `refused`, or what it got. */
const attempts = {
  'fetch it': `(url) => fetch(url).then((answer) => answer.text(), () => 'refused')`,
  'fetch it blindly': `(url) => fetch(url, { mode: 'no-cors' }).then(({ type }) => type, () => 'refused')`,
  'post to it': `(url) => fetch(url, { mode: 'no-cors', method: 'POST', body: '{}' }).then(({ type }) => type, () => 'refused')`,
  'listen to it': `(url) => new Promise((resolve) => {
    const source = new EventSource(url);
    source.onopen = () => resolve('open');
    source.onerror = () => resolve('refused');
  })`,
  ...Object.fromEntries(
    [
      ['script', 'src'],
      ['img', 'src'],
      ['link', 'href'],
    ].map(([tag, attribute]) => [
      `load it as ${tag}`,
      `(url) => new Promise((resolve) => {
        const element = document.createElement('${tag}');
        element.rel = 'stylesheet';
        element.onload = () => resolve('loaded');
        element.onerror = () => resolve('refused');
        element.${attribute} = url;
        document.body.append(element);
      })`,
    ]),
  ),
};
const openSocket = `(url) => new Promise((resolve) => {
  const socket = new WebSocket(url);
  socket.onopen = () => resolve('open');
  socket.onerror = () => resolve('refused');
})`;

function attempt(page: Pick<Page, 'evaluate'>, how: string, url: string): Promise<unknown> {
  return page.evaluate(`(${how})(${JSON.stringify(url)})`);
}

/** Everything a page can try with these addresses. */
async function allAttempts(page: Pick<Page, 'evaluate'>, urls: readonly string[]) {
  const outcomes: Record<string, unknown> = {};
  for (const url of urls) {
    for (const [name, how] of Object.entries(attempts)) outcomes[`${name}: ${url}`] = await attempt(page, how, url);
    outcomes[`open a socket: ${url}`] = await attempt(page, openSocket, socketUrl(url));
  }
  return outcomes;
}

/** An inspector that holds a call. */
async function holding(): Promise<Inspector> {
  const inspector = await testInspector({ paused: true, onDisconnect: 'hold' });
  const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
  inspector.attach(pattern);
  pattern.executeWithHandoff('a secret task', { executionId: 'e' }).catch(() => undefined);
  return inspector;
}

/** The addresses that somebody may know: the port alone, and everything. */
function known({ url, statelyUrl }: Inspector): readonly string[] {
  const whole = new URL(url);
  const stately = statelyUrl.replace('ws:', 'http:');
  return [
    `${whole.origin}/`,
    `${whole.origin}/stately`,
    whole.href,
    stately,
    whole.href.replace('127.0.0.1', 'localhost'),
  ];
}

async function stillHolds(inspector: Inspector): Promise<void> {
  const viewer = await connect(inspector);
  expect((await viewer.nextHeld('e')).call.input.task).toBe('a secret task');
  expect(viewer.messages.filter(({ type }) => type === 'actors')).toEqual([]);
}

function refused(outcomes: Record<string, unknown>) {
  return Object.fromEntries(Object.keys(outcomes).map((name) => [name, 'refused']));
}

describe('a hostile page', () => {
  test.for(['127.0.0.1', 'localhost', 'hostile.localhost'])(
    'on another port of %s can neither read nor command, nor can a sandbox in it',
    async (host) => {
      const inspector = await holding();
      const page = await context.newPage();
      await page.goto(`http://${host}:${hostilePort}/`);
      const outcomes = await allAttempts(page, known(inspector));
      expect(outcomes).toEqual(refused(outcomes));

      await page.evaluate(
        'document.body.append(Object.assign(document.createElement("iframe"), { sandbox: "allow-scripts", srcdoc: "x" }))',
      );
      const sandbox = await page.waitForSelector('iframe').then((element) => element.contentFrame());
      if (sandbox === null) throw new Error('There is no sandbox.');
      await sandbox.waitForLoadState();
      expect(await sandbox.evaluate('origin')).toBe('null');
      const fromSandbox = await allAttempts(sandbox, known(inspector));
      expect(fromSandbox).toEqual(refused(fromSandbox));
      await stillHolds(inspector);
    },
  );

  test('cannot frame the page', async () => {
    const inspector = await holding();
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${hostilePort}/`);
    await page.evaluate(
      `new Promise((resolve) => document.body.append(Object.assign(document.createElement("iframe"), { src: "${inspector.url}", onload: resolve })))`,
    );
    const frames = page.frames().slice(1);
    expect(frames.map((frame) => frame.url())).toEqual(['chrome-error://chromewebdata/']);
    await stillHolds(inspector);
  });

  test('that opens the page loses it at once', async () => {
    const inspector = await holding();
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${hostilePort}/`);
    const popup = context.waitForEvent('page');
    await page.evaluate(`globalThis.opened = open(${JSON.stringify(inspector.url)})`);
    const opened = await popup;
    await opened.waitForURL(inspector.url);
    await page.waitForFunction('globalThis.opened.closed');
    expect(await opened.evaluate('opener')).toBeNull();
  });

  test('that sends people to what is no address harms nobody', async () => {
    const inspector = await holding();
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${hostilePort}/`);
    await page.evaluate(`location.href = "${new URL(inspector.url).origin}//["`);
    expect(await page.getByText('whole address').textContent()).toBe('Open the whole address that was printed.');
    await stillHolds(inspector);
  });

  test('whose name is pointed at this machine is not let in under it', async () => {
    const inspector = await holding();
    const { port, pathname } = new URL(inspector.url);
    const origin = `http://rebound.example:${port}`;
    await context.route(`${origin}/hostile`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><body>hostile</body>' }),
    );
    const page = await context.newPage();
    await page.goto(`${origin}/hostile`);
    // To the browser it is the same origin now: that it may read the refusal says that it got there.
    const text = await attempt(page, attempts['fetch it'], `${origin}${pathname}`);
    expect(text).toBe('This server is reached as 127.0.0.1 or localhost only.');
    for (const path of ['/', pathname, `${pathname}stately`])
      expect(await attempt(page, openSocket, `ws://rebound.example:${port}${path}`)).toBe('refused');
    await stillHolds(inspector);
  });
});

test('the page of the relay itself can do what hostile ones cannot', async () => {
  const inspector = await holding();
  const page = await context.newPage();
  await page.goto(inspector.url);
  expect(await attempt(page, attempts['fetch it'], inspector.url)).toContain('<!doctype html>');
  expect(await attempt(page, openSocket, socketUrl(inspector.url))).toBe('open');
});
