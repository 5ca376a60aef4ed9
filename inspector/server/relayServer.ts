import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer, type WebSocket } from 'ws';

import { ConfigurationError } from '../../src/machines/errors.ts';
import { applicationPath, isForApplications, newToken, refusal, type Access } from './access.ts';
import { contentPolicy } from './page.ts';
import { viewerSocket } from './viewerSocket.ts';
import type { Viewer } from './viewers.ts';

export interface RelayServerOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** The text of the page. */
  readonly page: string;
  readonly joined: (viewer: Viewer) => void;
  readonly left: (viewer: Viewer) => void;
  readonly received: (viewer: Viewer, text: string) => void;
  /** An application connects, and reports from then on. */
  readonly reporting: () => Reporter;
  /** Bytes that may wait for one viewer to read them. Default 16 MiB. */
  readonly maxBufferedBytes?: number | undefined;
  /** How often viewers must show that they are there. Default 15,000. */
  readonly heartbeatMs?: number | undefined;
}

/** Takes what one application reports. */
export interface Reporter {
  receive(text: string): void;
  close(): void;
}

export interface RelayServer {
  readonly url: string;
  /** Where applications report. */
  readonly applicationUrl: string;
  /** Whether it holds the process open. At first it does not. */
  holdOpen(holds: boolean): void;
  close(): Promise<void>;
}

/** Bytes of the largest message that is taken. A viewer that sends a larger one is dropped. */
const maxReceivedBytes = 4 * 2 ** 20;

/** Serves the page and its WebSocket on 127.0.0.1. @throws ConfigurationError where the port cannot be had. */
export async function startRelayServer(options: RelayServerOptions): Promise<RelayServer> {
  const { page, joined, left, received, reporting, maxBufferedBytes = 16 * 2 ** 20, heartbeatMs = 15_000 } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxReceivedBytes, perMessageDeflate: false });
  const server = createServer();
  const port = await listen(server, options.port);
  const access: Access = { port, token: newToken() };

  const policy = `${contentPolicy(page, connectable(port))}; frame-ancestors 'none'`;

  server.on('request', (request, response) => answer(request, response, { access, page, policy }));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (refusal(request, access) !== undefined)
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else sockets.handleUpgrade(request, socket, head, isForApplications(request.url ?? '') ? listenTo : welcome);
  });

  function welcome(socket: WebSocket): void {
    const viewer = viewerSocket(socket, maxBufferedBytes);
    attend(socket, { receive: (text) => received(viewer, text), close: () => left(viewer) });
    joined(viewer);
  }

  function listenTo(socket: WebSocket): void {
    attend(socket, reporting());
  }

  function attend(socket: WebSocket, { receive, close }: Reporter): void {
    const stop = watchPulse(socket, heartbeatMs);
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => receive(Buffer.isBuffer(data) ? data.toString('utf8') : ''));
    socket.once('close', () => {
      stop();
      close();
    });
  }

  server.on('connection', (socket) => socket.unref());
  server.unref();

  return {
    url: `http://127.0.0.1:${port}/${access.token}/`,
    applicationUrl: `ws://127.0.0.1:${port}/${access.token}/${applicationPath}`,
    holdOpen: (holds) => void (holds ? server.ref() : server.unref()),
    close: () => {
      for (const socket of sockets.clients) socket.terminate();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `The inspector cannot listen on 127.0.0.1:${port}: ${cause.message}. Choose another port, or 0 for any.`;
      reject(new ConfigurationError('port', message, { cause }));
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

interface Served {
  readonly access: Access;
  readonly page: string;
  readonly policy: string;
}

function answer(request: IncomingMessage, response: ServerResponse, { access, page, policy }: Served): void {
  const refused = refusal(request, access);
  const headers = {
    'Cache-Control': 'no-store',
    'Content-Security-Policy': policy,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
  const plain = (status: number, text: string) =>
    response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
  if (refused !== undefined) plain(403, refused);
  else if (request.method !== 'GET' && request.method !== 'HEAD') plain(405, 'Only GET is answered here.');
  else if (isForApplications(request.url ?? '')) plain(400, 'Applications report here, through a WebSocket.');
  else response.writeHead(200, { ...headers, 'Content-Type': 'text/html; charset=utf-8' }).end(page);
}

function connectable(port: number): string {
  return `'self' ws://127.0.0.1:${port} ws://localhost:${port}`;
}

/** Ends a connection whose other end has gone without a word. */
function watchPulse(socket: WebSocket, heartbeatMs: number): () => void {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });
  const timer = setInterval(() => {
    if (!alive) socket.terminate();
    alive = false;
    socket.ping();
  }, heartbeatMs);
  timer.unref();
  return () => clearInterval(timer);
}
