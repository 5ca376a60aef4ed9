import { createBacklog } from './backlog.ts';
import type { StatelyMessage } from './message.ts';

/** The part of a WebSocket that messages go out through: a browser's, Node's, or that of `ws`. */
export interface OutgoingSocket {
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number;
  addEventListener(type: 'open', listener: () => void): void;
  send(text: string): void;
}

/** Messages through a WebSocket. Those from before it opens are kept; those from after it closes are dropped. */
export function statelySocket(socket: OutgoingSocket): { readonly send: (message: StatelyMessage) => void } {
  const waiting = createBacklog();
  const post = (message: StatelyMessage) => socket.send(JSON.stringify(message));
  socket.addEventListener('open', () => waiting.drain().forEach(post));
  return {
    send: (message) => {
      if (socket.readyState === 1) post(message);
      if (socket.readyState === 0) waiting.add(message);
    },
  };
}
