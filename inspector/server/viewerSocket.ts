import { WebSocket } from 'ws';

import type { Viewer } from './viewers.ts';

/** A viewer at the other end of a WebSocket. One that does not read is dropped: it comes back, and gets everything again. */
export function viewerSocket(socket: WebSocket, maxBufferedBytes: number): Viewer {
  return {
    send: (message) => {
      if (socket.readyState !== WebSocket.OPEN) return Promise.resolve();
      if (socket.bufferedAmount > maxBufferedBytes) {
        socket.terminate();
        return Promise.resolve();
      }
      return new Promise((resolve) => socket.send(JSON.stringify(message), () => resolve()));
    },
  };
}
