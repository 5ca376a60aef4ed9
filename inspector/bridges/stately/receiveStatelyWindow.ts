import { isObject } from '../../../src/machines/checks.ts';
import type { ForeignSink } from '../foreignSink.ts';
import { listenToWindow, type MessageWindow, type PeerWindow } from '../windows.ts';
import { createStatelyReceiver } from './createStatelyReceiver.ts';
import { statelyConnected, statelyDisconnected } from './message.ts';

/** A window that may have been opened by an application, or stand in one of its frames. `window` is one. */
export interface ReceivingWindow extends MessageWindow, PeerWindow {
  readonly opener: PeerWindow | null;
  readonly parent: PeerWindow;
}

export interface ReceiveStatelyOptions {
  readonly own: ReceivingWindow;
  readonly sink: ForeignSink;
  /** Origins that may send, beside those on this machine, such as `https://app.example`. Default none. */
  readonly origins?: readonly string[];
}

/**
 * For the page: takes what the application that opened it, or frames it, sends with `createBrowserInspector({ url })`.
 * Returns what ends it, or `undefined` where there is no such application.
 */
export function receiveStatelyWindow({ own, sink, origins = [] }: ReceiveStatelyOptions): (() => void) | undefined {
  const peer = own.opener ?? (own.parent === own ? undefined : own.parent);
  if (peer === undefined) return undefined;
  const receiver = createStatelyReceiver({ sink, application: 'opener' });
  const stopListening = listenToWindow({
    own,
    peer,
    isAllowed: (origin) => isLoopback(origin) || origins.includes(origin),
    received: (data) => {
      if (!isObject(data)) return;
      if (data['type'] === statelyDisconnected.type) receiver.close();
      else receiver.receive(data);
    },
  });
  // It tells nothing, and whose window it is shows only with the answer.
  peer.postMessage(statelyConnected, '*');
  return () => {
    stopListening();
    receiver.close();
  };
}

function isLoopback(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { hostname } = new URL(origin);
  return (
    hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]' || hostname.endsWith('.localhost')
  );
}
