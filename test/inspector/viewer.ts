import { once } from 'node:events';

import { afterEach } from 'vitest';
import { WebSocket } from 'ws';

import { openInspector, type Inspector, type OpenOptions } from '../../inspector/openInspector.ts';
import { parseInspectorOptions } from '../../inspector/options.ts';
import type { Command, PausedCall, ServerMessage } from '../../inspector/protocol.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import type { JsonValue } from '../../src/machines/types.ts';

export const page = '<!doctype html><head><style>a{}</style></head><body><script type="module">1;</script></body>';

/** What is to be closed after the test. */
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const { close } of open.splice(0).toReversed()) await close();
});

export async function testInspector(options: Partial<OpenOptions> = {}): Promise<Inspector> {
  const { page: text = page, heartbeatMs, maxBufferedBytes, ...given } = options;
  const settings = parseInspectorOptions({ releaseAfterMs: 0, ...given });
  const inspector = await openInspector({ ...settings, page: text, heartbeatMs, maxBufferedBytes });
  open.push(inspector);
  return inspector;
}

type Message<Type extends ServerMessage['type']> = Extract<ServerMessage, { readonly type: Type }>;

/** A page as the relay sees it: a real WebSocket that keeps everything it was told. */
export interface TestViewer {
  readonly messages: readonly ServerMessage[];
  readonly socket: WebSocket;
  /** The first message, also of those that came already, that fits. */
  when<Type extends ServerMessage['type']>(
    type: Type,
    fits?: (message: Message<Type>) => boolean,
  ): Promise<Message<Type>>;
  /** The value of the reply. Rejects where it says that it did not work. */
  ask(command: Command): Promise<JsonValue | undefined>;
  /** The HTML text of some executions. */
  exported(...executionIds: readonly string[]): Promise<string>;
  /** The next held call of an execution that was not returned before. */
  nextHeld(executionId?: string): Promise<PausedCall>;
  /** Opens an execution, and settles with its records as soon as they come to a state that fits. */
  records(
    sourceId: string,
    executionId: string,
    until?: (last: TransitionRecord) => boolean,
  ): Promise<readonly TransitionRecord[]>;
  close(): Promise<void>;
}

export function socketUrl(url: string): string {
  return url.replace('http:', 'ws:');
}

export async function connect(inspector: Pick<Inspector, 'url'>): Promise<TestViewer> {
  const socket = new WebSocket(socketUrl(inspector.url), { origin: new URL(inspector.url).origin });
  const messages: ServerMessage[] = [];
  const arrivals = new EventTarget();
  const seen = new Set<string>();
  let commandId = 0;
  socket.on('message', (data: Buffer) => {
    messages.push(JSON.parse(data.toString('utf8')));
    arrivals.dispatchEvent(new Event('message'));
  });

  async function find<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await once(arrivals, 'message');
    }
  }

  const isOf =
    <Type extends ServerMessage['type']>(type: Type) =>
    (message: ServerMessage): message is Message<Type> =>
      message.type === type;

  const viewer: TestViewer = {
    messages,
    socket,
    when: (type, fits = () => true) => find(() => messages.filter(isOf(type)).find(fits)),
    ask: async (command) => {
      commandId += 1;
      const id = commandId;
      socket.send(JSON.stringify({ commandId: id, command }));
      const reply = await viewer.when('reply', (message) => message.commandId === id);
      if (!reply.ok) throw new Error(reply.error);
      return reply.value;
    },
    exported: async (...executionIds) => {
      const html = await viewer.ask({ type: 'export', executionIds });
      return typeof html === 'string' ? html : '';
    },
    nextHeld: (executionId) =>
      find(() => {
        const call = messages
          .findLast(isOf('paused'))
          ?.calls.find(
            (held) =>
              !seen.has(held.call.input.callId) && (executionId === undefined || held.executionId === executionId),
          );
        if (call !== undefined) seen.add(call.call.input.callId);
        return call;
      }),
    records: async (sourceId, executionId, until = () => true) => {
      await viewer.ask({ type: 'open', sourceId, executionId });
      return find(() => {
        const records: TransitionRecord[] = [];
        for (const message of messages.filter(isOf('records')))
          if (message.executionId === executionId && message.sourceId === sourceId)
            records.splice(message.from, records.length, ...message.records);
        const last = records.at(-1);
        return last !== undefined && until(last) ? records : undefined;
      });
    },
    close: async () => {
      if (socket.readyState === WebSocket.CLOSED) return;
      socket.close();
      await once(socket, 'close');
    },
  };
  open.push(viewer);
  await viewer.when('hello');
  return viewer;
}
