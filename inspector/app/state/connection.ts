import type { JsonValue } from '../../../src/machines/types.ts';
import type { ClientMessage, Command, ServerMessage } from '../../protocol.ts';
import { oncePerFrame } from './oncePerFrame.ts';

/** How the page stands to its relay. `none`: it shows a file and needs no relay. */
export type ConnectionState =
  | { readonly status: 'none' }
  | { readonly status: 'connecting' }
  | { readonly status: 'open' }
  | { readonly status: 'lost'; readonly retryInMs: number }
  /** The program that answers there does not know this page: it was begun anew, or is another one. */
  | { readonly status: 'refused' };

export interface Connection {
  /** Resolves to what the relay replies. @throws Error with the relay's words, or where the connection is lost. */
  send(command: Command): Promise<JsonValue | undefined>;
  /** Tries again at once, without waiting for the time. */
  retry(): void;
  close(): void;
}

export interface ConnectionOptions {
  readonly url: string;
  /** Messages that arrived since the last call, in order: at most once a frame. */
  onMessages(messages: readonly ServerMessage[]): void;
  onState(state: ConnectionState): void;
}

/** Milliseconds before the first attempt to connect again, and the most that they grow to. */
const backoff = { first: 250, most: 5_000 } as const;

/** A WebSocket that comes back by itself, until it is closed. */
export function connect({ url, onMessages, onState }: ConnectionOptions): Connection {
  const waiting = new Map<number, PromiseWithResolvers<JsonValue | undefined>>();
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delay: number = backoff.first;
  let commandId = 0;
  let closed = false;
  const handOn = oncePerFrame(onMessages);

  const take = (message: ServerMessage) => {
    if (message.type === 'reply') {
      const pending = waiting.get(message.commandId);
      waiting.delete(message.commandId);
      if (message.ok) pending?.resolve(message.value);
      else pending?.reject(new Error(message.error));
      return;
    }
    handOn(message);
  };
  const lose = () => {
    socket = undefined;
    for (const { reject } of waiting.values()) {
      reject(new Error('The connection to the program was lost before it replied. Look at the state, and try again.'));
    }
    waiting.clear();
    if (closed) return;
    onState({ status: 'lost', retryInMs: delay });
    timer = setTimeout(open, delay);
    delay = Math.min(delay * 2, backoff.most);
  };
  /** A browser does not say why a WebSocket did not open. */
  const loseOrGiveUp = async () => {
    if (!(await isRefused(url))) return lose();
    closed = true;
    lose();
    onState({ status: 'refused' });
  };
  const open = () => {
    clearTimeout(timer);
    onState({ status: 'connecting' });
    const opened = new WebSocket(url);
    let wasOpen = false;
    socket = opened;
    opened.addEventListener('open', () => {
      wasOpen = true;
      delay = backoff.first;
      onState({ status: 'open' });
    });
    opened.addEventListener('message', ({ data }: MessageEvent<string>) => take(JSON.parse(data)));
    opened.addEventListener('close', () => {
      if (socket !== opened) return;
      if (wasOpen) lose();
      else void loseOrGiveUp();
    });
  };
  open();

  return {
    send: (command) => {
      if (socket?.readyState !== WebSocket.OPEN) {
        const what = closed
          ? 'This page has no program any more: open the address that it printed.'
          : 'There is no connection to the program at the moment. It comes back by itself.';
        return Promise.reject(new Error(what));
      }
      commandId += 1;
      const pending = Promise.withResolvers<JsonValue | undefined>();
      waiting.set(commandId, pending);
      const message: ClientMessage = { commandId, command };
      socket.send(JSON.stringify(message));
      return pending.promise;
    },
    retry: () => {
      if (socket === undefined && !closed) open();
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}

/** True where the relay that the page is from answers, and does not let it in. */
async function isRefused(socketAddress: string): Promise<boolean> {
  try {
    const { ok } = await fetch(socketAddress.replace(/^ws/, 'http'), { method: 'HEAD' });
    return !ok;
  } catch {
    return false;
  }
}

/** Whether a relay serves this page, and not a file or another server: the address has its token then. */
export function isFromRelay({ protocol, pathname, search }: Location): boolean {
  const hasToken = /^\/[\w-]{22}(?:\/|$)/.test(pathname) || new URLSearchParams(search).has('token');
  return protocol.startsWith('http') && hasToken;
}

/** The relay's WebSocket: the page's own address, token included. */
export function socketUrl(location: Location): string {
  const url = new URL(location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  return url.href;
}
