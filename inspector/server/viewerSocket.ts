import { WebSocket } from 'ws';

import type { ServerMessage } from '../protocol.ts';
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
      return new Promise((resolve) => socket.send(textOf(message), () => resolve()));
    },
  };
}

/** Embedded machines may hold anything; what is not JSON data is told of, in place of the message. */
function textOf(message: ServerMessage): string {
  try {
    return JSON.stringify(message);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const notice: ServerMessage = {
      type: 'notice',
      level: 'error',
      message: `Something is not shown, as it is not JSON data: ${reason}`,
    };
    return JSON.stringify(notice);
  }
}
