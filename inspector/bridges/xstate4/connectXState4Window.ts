import { listenToWindow, type MessageWindow, type PeerWindow } from '../windows.ts';
import type { XState4Bridge } from './createXState4Bridge.ts';

export interface XState4WindowOptions {
  readonly bridge: XState4Bridge;
  /** The application's own window. */
  readonly own: MessageWindow;
  /** The receiver's: what `window.open(url)` returned, or the `contentWindow` of an iframe. */
  readonly peer: PeerWindow;
  /** The receiver's origin. No other gets messages, and none other is listened to. */
  readonly origin: string;
}

/** Connects a `createWindowReceiver` of `@xstate/inspect` 0.8 in another window. Returns what ends it. */
export function connectXState4Window({ bridge, own, peer, origin }: XState4WindowOptions): () => void {
  const connection = bridge.connect((message) => peer.postMessage(message, origin));
  const stopListening = listenToWindow({
    own,
    peer,
    isAllowed: (from) => from === origin,
    received: (data) => connection.receive(data),
  });
  return () => {
    stopListening();
    connection.close();
  };
}
