import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { text as readText } from 'node:stream/consumers';

import { describe, expect, test } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';

import { createHandoffPattern } from '../../../src/pattern/createHandoffPattern.ts';
import { agentThat } from '../../support/agents.ts';
import { connect, page, socketUrl, testInspector } from '../viewer.ts';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function get(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, method }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.on('error', reject).end();
  });
}

/** `open`, or the error that says why not. */
function outcomeOf(url: string, options: ClientOptions): Promise<string> {
  const socket = new WebSocket(socketUrl(url), options);
  return new Promise((resolve) => {
    socket.once('open', () => {
      socket.close();
      resolve('open');
    });
    socket.once('error', (error) => resolve(error.message));
  });
}

describe('the page', () => {
  test('comes with headers that let it do nothing but what it is for', async () => {
    const { url } = await testInspector();
    const { status, headers, text } = await get(url);
    expect({ status, text }).toEqual({ status: 200, text: page });
    const { port } = new URL(url);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'sha256-CImjRDTlhukYQ2AnxOi0wzgPhGQ3Mb3rVwJK24dFz1M='; " +
        "style-src 'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='; img-src data:; " +
        `connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(new URL(url).pathname).toMatch(/^\/[\w-]{22}\/$/);
  });

  test('listens on the loopback address only', async () => {
    const { url } = await testInspector();
    expect(new URL(url).hostname).toBe('127.0.0.1');
    const other = createServer().listen(Number(new URL(url).port), '127.0.0.2');
    // Whoever listens on every address has this one too, and the port could not be had.
    await once(other, 'listening');
    other.close();
  });
});

describe('whoever', () => {
  const evil = 'http://evil.example';

  test.for<readonly [string, (url: URL) => Record<string, string>, ((url: URL) => void)?]>([
    ['has no token', () => ({}), (url) => (url.pathname = '/')],
    ['guesses a token', () => ({}), (url) => (url.pathname = `/${'a'.repeat(22)}/`)],
    ['guesses a shorter one', () => ({}), (url) => (url.pathname = '/a/')],
    ['comes under a foreign name', ({ port }) => ({ host: `evil.example:${port}` })],
    ['comes to another port', () => ({ host: '127.0.0.1:1' })],
    ['comes from another page', () => ({ origin: evil })],
    ['comes from another page of this machine', () => ({ origin: 'http://127.0.0.1:1' })],
    ['comes from a file or a sandbox', () => ({ origin: 'null' })],
  ])('%s can neither read nor command', async ([, headersFor, spoil]) => {
    const inspector = await testInspector({ paused: true });
    const url = new URL(inspector.url);
    const headers = headersFor(url);
    spoil?.(url);
    expect(await get(url.href, headers)).toMatchObject({ status: 403, text: expect.not.stringContaining('<') });
    const { origin = new URL(inspector.url).origin, ...others } = headers;
    expect(await outcomeOf(url.href, { origin, headers: others })).toContain('403');
  });

  test.for<readonly [Record<string, string>, number]>([
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'empty' }, 403],
    [{ 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'script' }, 403],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' }, 403],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' }, 200],
    [{ 'sec-fetch-site': 'none', 'sec-fetch-dest': 'document' }, 200],
  ])('fetches into another page is refused, and follows a link is not: %j', async ([headers, status]) => {
    expect((await get((await testInspector()).url, headers)).status).toBe(status);
  });

  test('names no origin is let read, and not command', async () => {
    const { url } = await testInspector();
    expect((await get(url)).status).toBe(200);
    expect(await outcomeOf(url, {})).toContain('403');
    expect(await outcomeOf(url, { origin: new URL(url).origin })).toBe('open');
  });

  test('reports may be no page, and needs the token and a name of this machine all the same', async () => {
    const { statelyUrl } = await testInspector();
    const { port, pathname } = new URL(statelyUrl);
    const at = (path: string) => `ws://127.0.0.1:${port}${path}`;
    expect(await outcomeOf(statelyUrl, {})).toBe('open');
    expect(await outcomeOf(statelyUrl, { origin: evil })).toContain('403');
    expect(await outcomeOf(statelyUrl, { origin: 'null' })).toContain('403');
    expect(await outcomeOf(statelyUrl, { headers: { host: `evil.example:${port}` } })).toContain('403');
    expect(await outcomeOf(at('/stately'), {})).toContain('403');
    expect(await outcomeOf(at(`/${'a'.repeat(22)}/stately`), {})).toContain('403');
    expect(await outcomeOf(at(pathname.replace('stately', 'other')), {})).toContain('403');
    expect(await get(`http://127.0.0.1:${port}${pathname}`)).toMatchObject({ status: 400 });
  });

  test('asks for what is no address is refused, and harms nobody', async () => {
    const { url } = await testInspector();
    const { hostname, port } = new URL(url);
    const socket = connectSocket(Number(port), hostname);
    socket.end(`GET //[ HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`);
    expect(await readText(socket)).toMatch(/^HTTP\/1\.1 403/);
    expect((await get(url)).status).toBe(200);
  });

  test('comes by the name localhost is let in', async () => {
    const url = new URL((await testInspector()).url);
    const host = `localhost:${url.port}`;
    expect((await get(url.href, { host })).status).toBe(200);
    expect(await outcomeOf(url.href, { origin: `http://${host}`, headers: { host } })).toBe('open');
  });

  test('posts is refused', async () => {
    const { url } = await testInspector();
    expect((await get(url, {}, 'POST')).status).toBe(405);
  });
});

describe('a viewer', () => {
  test('that does not read is dropped, and gets everything again when it comes back', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a', { result: 'x'.repeat(300_000) }) } });
    const inspector = await testInspector({ maxBufferedBytes: 500_000 });
    inspector.attach(pattern);
    const lazy = await connect(inspector);
    await lazy.when('paused');
    lazy.socket.pause();
    const diligent = await connect(inspector);
    await diligent.when('paused');
    for (let index = 0; index < 40; index += 1) {
      await pattern.executeWithHandoff('y'.repeat(300_000), { executionId: `e${index}` });
      await diligent.when('executions', ({ executions }) =>
        executions.some(({ executionId, status }) => executionId === `e${index}` && status === 'completed'),
      );
    }
    lazy.socket.resume();
    await once(lazy.socket, 'close');
    expect(diligent.socket.readyState).toBe(WebSocket.OPEN);
    const again = await connect(inspector);
    await again.when('executions', ({ executions }) => executions.length === 40);
  });

  test.for(['nonsense', '{}', '[]', '{"commandId":1}', '{"commandId":1,"command":{"type":"explode"}}'])(
    'that says %s is told so where it can be, and harms nobody',
    async (text) => {
      const viewer = await connect(await testInspector());
      viewer.socket.send(text);
      const message = { type: 'open', sourceId: 's9', executionId: 'e' } as const;
      await expect(viewer.ask({ ...message })).rejects.toThrow(
        text.includes('explode') || text.includes('1}') ? 'not valid' : 'no source',
      );
    },
  );

  test('that sends too much is dropped', async () => {
    const viewer = await connect(await testInspector());
    viewer.socket.send('x'.repeat(5 * 2 ** 20));
    const [code] = await once(viewer.socket, 'close');
    expect(code).toBe(1009);
  });
});
