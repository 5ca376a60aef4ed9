import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

import { onTestFinished } from 'vitest';

import { json, type Reply } from '../bodies/reply.ts';
import { asRecord } from '../support.ts';

/** One request that came in. */
export interface Requested {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** An answer, or what gives one once the request is known. */
export type Scripted = Reply | ((request: Requested) => Reply);

export interface ScriptedServer {
  readonly baseURL: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly Requested[];
  /** Settles when the client gives up on a reply that is held or silent. */
  readonly left: Promise<void>;
}

/**
 * A real server on loopback that answers chat completions in turn with what it was given, or each of them with one
 * function, and keeps what it was asked. Where it has no reply left it answers 418, which nobody asks again after.
 */
export async function scriptedServer(
  script: readonly Scripted[] | ((request: Requested) => Reply),
): Promise<ScriptedServer> {
  const requests: Requested[] = [];
  const queue = typeof script === 'function' ? undefined : [...script];
  const left = Promise.withResolvers<void>();
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = requestOf(incoming, await readBody(incoming));
    requests.push(request);
    const next: Scripted = typeof script === 'function' ? script : (queue?.shift() ?? nothingLeft);
    send(response, typeof next === 'function' ? next(request) : next, left.resolve);
  };
  const server = createServer((incoming, response) => void serve(incoming, response));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = Number(asRecord(server.address())['port']);
  return { baseURL: `http://127.0.0.1:${port}/v1`, requests, left: left.promise };
}

const nothingLeft = json({ error: { message: 'The script has no reply left.' } }, 418);

function send(
  response: ServerResponse,
  { status = 200, headers = {}, body, end = 'whole' }: Reply,
  left: () => void,
): void {
  const { socket } = response;
  if (end === 'silent' || end === 'held') response.once('close', left);
  if (end === 'silent') return;
  if (end === 'reset') {
    socket?.destroy();
    return;
  }
  response.writeHead(status, headers);
  if (end === 'whole') response.end(body);
  // The connection is closed behind the last byte, without the end that chunked bodies have.
  else response.write(body, () => end === 'cut' && socket?.end());
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function requestOf({ url = '', headers }: IncomingMessage, text: string): Requested {
  const plain = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  const body: unknown = JSON.parse(text);
  return { url, headers: Object.fromEntries(plain), body: asRecord(body) };
}
