import { once } from 'node:events';
import { WebSocketServer, type WebSocket } from 'ws';

export interface LoopbackServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A WebSocket server on a free port of 127.0.0.1. */
export async function socketServer(
  connected: (socket: WebSocket, server: WebSocketServer) => void,
): Promise<LoopbackServer> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => connected(socket, server));
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    port: address.port,
    close: async () => {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}
