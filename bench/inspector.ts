import { createServer } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { WebSocketServer } from 'ws';

import { listedOf } from '../inspector/listedOf.ts';
import { protocolVersion, type ServerMessage } from '../inspector/protocol.ts';
import { gzipSize, pageBuild } from '../scripts/pageBuild.ts';
import { launchChromium } from '../test/inspector/support/chromium.ts';
import { longExecution } from '../test/inspector/support/longExecution.ts';
import { installProbe, type Frames } from './inspectorProbe.ts';
import { printTable } from './measure.ts';

// The page in a real Chromium: what it weighs, and how it keeps up with many records.
const directory = await mkdtemp(join(tmpdir(), 'handoff-bench-'));
await build(pageBuild(directory));
const html = await readFile(join(directory, 'app.html'), 'utf8');
const browser = await launchChromium();
printTable('The page', [['weight, gzip', `${(gzipSize(html) / 1_024).toFixed(1)} KB`]]);
for (const length of [10_000, 100_000]) await measure(browser, length);
await browser.close();
await rm(directory, { recursive: true });

async function measure(browser: Browser, length: number): Promise<void> {
  const records = longExecution(length);
  const source = { sourceId: 'bench', name: 'bench', readOnly: true };
  const messages: readonly ServerMessage[] = [
    { type: 'hello', protocolVersion, title: 'bench', sources: [source], stepping: { mode: 'run', breakpoints: [] } },
    {
      type: 'executions',
      executions: [records].flatMap((all) => listedOf(all, { sourceId: 'bench', live: false }) ?? []),
    },
    { type: 'records', sourceId: 'bench', executionId: 'long', from: 0, records },
  ];
  const server = createServer((_request, response) =>
    response.setHeader('Content-Type', 'text/html; charset=utf-8').end(html),
  );
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    for (const message of messages) socket.send(JSON.stringify(message));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const page = await browser.newPage({ viewport: { width: 1440, height: 860 } });
  await page.addInitScript(installProbe);
  await page.goto(`http://127.0.0.1:${port}/?token=bench#long/2`);
  const painted = await page.evaluate(() => probe.painted());
  const following = await page.evaluate(() => probe.frames(60));
  await page.getByRole('article', { name: 'Step 2' }).waitFor();
  await page.getByText('Replaying').waitFor({ state: 'detached' });
  const keystrokes: number[] = [];
  for (const text of ['w', 'wa', 'wai', 'wait'])
    keystrokes.push(await page.evaluate((typed) => probe.typed(typed), text));
  await page.evaluate(() => probe.typed(''));
  const scrolling = await page.evaluate(() => probe.scrolled(120));
  const appended = await append(page, sockets, length);
  printTable(`${length.toLocaleString('en-US')} records`, [
    ['page, first paint', ms(painted.firstPaint)],
    ['data arrives to paint', ms(painted.dataToPaint)],
    ['longest frame while the record is folded', ms(following.longest), `${following.over50} over 50 ms`],
    [
      'filter keystroke to paint, first and longest later',
      ms(keystrokes[0] ?? 0),
      ms(Math.max(...keystrokes.slice(1))),
    ],
    ['longest frame while scrolling', ms(scrolling.longest), `${scrolling.over50} over 50 ms`],
    ['longest frame while 500 records are appended', ms(appended.longest), `${appended.over50} over 50 ms`],
    ['heap', `${(await heapOf(page)).toFixed(0)} MB`],
  ]);
  await page.close();
  sockets.close();
  for (const socket of sockets.clients) socket.terminate();
  server.close();
}

/** 500 records more, one message each, while frames are counted. */
async function append(page: Page, sockets: WebSocketServer, length: number): Promise<Frames> {
  const more = longExecution(length + 500).slice(length);
  const counted = page.evaluate(() => probe.frames(60));
  for (const record of more) {
    const message: ServerMessage = {
      type: 'records',
      sourceId: 'bench',
      executionId: 'long',
      from: record.seq,
      records: [record],
    };
    for (const socket of sockets.clients) socket.send(JSON.stringify(message));
  }
  return counted;
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 1_048_576;
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(1)} ms`;
}
