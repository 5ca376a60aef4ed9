import { isObject } from '../../../src/machines/checks.ts';
import { listenToWindow, type MessageWindow, type PeerWindow } from '../windows.ts';
import { createBacklog } from './backlog.ts';
import { statelyConnected, statelyDisconnected, type StatelyMessage } from './message.ts';

export interface StatelyWindowOptions {
  /** The application's own window. */
  readonly own: MessageWindow;
  /** The inspector's: what `window.open(url)` returned, or the `contentWindow` of an iframe. */
  readonly peer: PeerWindow;
  /** The inspector's origin, such as `https://stately.ai`. No other gets messages. */
  readonly origin: string;
}

export interface StatelyWindow {
  readonly send: (message: StatelyMessage) => void;
  /** Says goodbye and stops listening. */
  close(): void;
}

/**
 * Messages to an inspector in another window. It gets the last 2,000 of them whenever it says that it is there, so also
 * after it is loaded again, and from then on each as it comes.
 */
export function statelyWindow({ own, peer, origin }: StatelyWindowOptions): StatelyWindow {
  const backlog = createBacklog();
  let connected = false;
  const post = (message: StatelyMessage) => peer.postMessage(message, origin);
  const stopListening = listenToWindow({
    own,
    peer,
    isAllowed: (from) => from === origin,
    received: (data) => {
      if (!isObject(data) || data['type'] !== statelyConnected.type) return;
      connected = true;
      backlog.messages.forEach(post);
    },
  });
  return {
    send: (message) => {
      backlog.add(message);
      if (connected) post(message);
    },
    close: () => {
      connected = false;
      stopListening();
      peer.postMessage(statelyDisconnected, origin);
    },
  };
}
