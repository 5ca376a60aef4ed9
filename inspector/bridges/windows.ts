/** The part of a browser window that bridges listen on. `window` is one. */
export interface MessageWindow {
  addEventListener(type: 'message', listener: (event: WindowMessage) => void): void;
  removeEventListener(type: 'message', listener: (event: WindowMessage) => void): void;
}

export interface WindowMessage {
  readonly data: unknown;
  readonly origin: string;
  readonly source: unknown;
}

/** The part of a browser window that bridges talk to: an opener, an iframe's `contentWindow`, what `window.open` returned. */
export interface PeerWindow {
  postMessage(message: unknown, targetOrigin: string): void;
}

export interface WindowPeer {
  /** The window that listens. */
  readonly own: MessageWindow;
  readonly peer: PeerWindow;
  readonly isAllowed: (origin: string) => boolean;
  readonly received: (data: unknown) => void;
}

/** Listens to one other window, as long as it shows an allowed origin. Returns what ends it. */
export function listenToWindow({ own, peer, isAllowed, received }: WindowPeer): () => void {
  const listener = ({ data, origin, source }: WindowMessage) => {
    if (source === peer && isAllowed(origin)) received(data);
  };
  own.addEventListener('message', listener);
  return () => own.removeEventListener('message', listener);
}
