import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { pageOf } from '../bridges/pages/bundle.ts';
import { builtPage } from '../support/builtPage.ts';
import type { BuiltPage } from '../support/openable.ts';
import { testInspector } from '../viewer.ts';

// The real page, opened by an application with the official browser inspector, in a real browser.

let built: BuiltPage;
let applicationHtml: string;
let context: BrowserContext;

beforeAll(async () => {
  [built, applicationHtml] = await Promise.all([
    builtPage(),
    pageOf(new URL('../bridges/pages/application.ts', import.meta.url)),
  ]);
});
afterAll(() => built[Symbol.asyncDispose]());

beforeEach(async () => {
  context = await built.browser.newContext();
  const pages = new Map([
    ['/application', applicationHtml],
    ['/inspector.html', built.html],
  ]);
  // Every host is served from here, so that pages may have any origin.
  await context.route(/^https?:\/\/[^:/]+\//, (route) => {
    const body = pages.get(new URL(route.request().url()).pathname);
    return body === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ contentType: 'text/html', body });
  });
});
afterEach(() => context.close());

/** An application opens the page. */
async function opened(application: string, inspector: string): Promise<{ application: Page; inspector: Page }> {
  const page = await context.newPage();
  await page.goto(application);
  const popup = context.waitForEvent('page');
  await page.evaluate(`openWithOfficialInspector(${JSON.stringify(inspector)})`);
  return { application: page, inspector: await popup };
}

function player(inspector: Page) {
  return inspector.getByRole('region', { name: 'Actors' }).getByRole('button', { name: 'player' });
}

async function showsThePlayer({ application, inspector }: { application: Page; inspector: Page }): Promise<void> {
  await player(inspector).click();
  await inspector.getByRole('region', { name: 'Statechart' }).getByText('stopped').waitFor();
  await application.evaluate('player.send({ type: "MUTE" })');
  await inspector.getByRole('article', { name: 'Step 1' }).getByRole('heading', { name: 'MUTE' }).waitFor();
}

describe('the page without a session', () => {
  test('shows the application of its own origin that opened it, and that its actors stop with it', async () => {
    const pages = await opened('https://app.example/application', 'https://app.example/inspector.html');
    await showsThePlayer(pages);
    await pages.application.evaluate('inspector.stop()');
    expect(await player(pages.inspector).filter({ hasText: 'stopped' }).elementHandle()).not.toBeNull();
  });

  test('shows an application of another origin of this machine, also after it was loaded anew', async () => {
    const pages = await opened('http://app.localhost/application', 'http://tools.localhost/inspector.html');
    await showsThePlayer(pages);
    await pages.inspector.reload();
    expect(await player(pages.inspector).filter({ hasText: '2 steps' }).elementHandle()).not.toBeNull();
  });

  test('shows an application that is a file as it is', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'handoff-window-'));
    const urlOf = async (name: string, html: string) => {
      await writeFile(join(directory, name), html);
      return pathToFileURL(join(directory, name)).href;
    };
    const application = await urlOf('application.html', applicationHtml);
    const pages = await opened(application, await urlOf('inspector.html', built.html));
    await showsThePlayer(pages);
    expect(pages.inspector.url()).toMatch(/^file:/);
    await rm(directory, { recursive: true });
  });

  test('shows the application that frames it', async () => {
    const page = await context.newPage();
    await page.goto('http://app.localhost/application');
    await page.evaluate(
      'document.body.append(Object.assign(document.createElement("iframe"), { id: "frame", width: 1200, height: 700 }))',
    );
    await page.evaluate('frameWithOfficialInspector("http://app.localhost/inspector.html")');
    const button = page.frameLocator('iframe').getByRole('button', { name: 'player' });
    expect(await button.elementHandle()).not.toBeNull();
  });

  test('shows nothing of an application elsewhere', async () => {
    const { application, inspector } = await opened(
      'http://app.example/application',
      'http://app.localhost/inspector.html',
    );
    await inspector.getByText('Nothing is open').waitFor();
    await inspector.evaluate('addEventListener("message", ({ data }) => { globalThis.heard = data.event?.type })');
    await application.evaluate('player.send({ type: "MUTE" })');
    await inspector.waitForFunction('globalThis.heard === "MUTE"');
    await inspector.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
    expect(await inspector.getByText('Nothing is open').isVisible()).toBe(true);
  });

  test('opened by hand it looks for no relay', async () => {
    const page = await context.newPage();
    const sockets: string[] = [];
    page.on('websocket', (socket) => sockets.push(socket.url()));
    await page.goto('http://app.localhost/inspector.html');
    await page.getByText('Nothing is open').waitFor();
    expect(sockets).toEqual([]);
  });
});

test('the page of a relay knows nobody that opened it', async () => {
  const { url } = await testInspector({ page: built.html });
  const { inspector } = await opened('http://app.localhost/application', url);
  await inspector.getByText('No executions yet').waitFor();
  expect(await inspector.evaluate('opener')).toBeNull();
});
