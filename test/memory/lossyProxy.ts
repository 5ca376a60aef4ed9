import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server on which answers can be lost. */
export interface LossyProxy {
  readonly port: number;
  /** The next answer of the server does not arrive: both ends of its connection are closed instead. */
  loseNextAnswer(): void;
  /** From now on, nobody can connect; connections that are there stay. */
  refuse(): void;
  close(): Promise<void>;
}

export async function lossyProxy(target: { readonly host: string; readonly port: number }): Promise<LossyProxy> {
  const sockets = new Set<Socket>();
  let losing = false;
  let refusing = false;
  const server = createServer((client) => {
    if (refusing) {
      client.destroy();
      return;
    }
    const upstream = connect(target.port, target.host);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk) => {
      if (!losing) {
        client.write(chunk);
        return;
      }
      losing = false;
      client.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return {
    port: address.port,
    loseNextAnswer: () => {
      losing = true;
    },
    refuse: () => {
      refusing = true;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
