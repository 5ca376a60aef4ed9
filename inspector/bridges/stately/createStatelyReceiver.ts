import type { ForeignActor } from '../../protocol.ts';
import type { ForeignSink } from '../foreignSink.ts';
import { foreignFromStately, type ForeignUpdate, statusFrom } from './foreignFromStately.ts';

export interface StatelyReceiverOptions {
  readonly sink: ForeignSink;
  /** Stands before the ids of this application's actors, which are only unique within it. */
  readonly application: string;
  /** Longer messages are dropped. Characters, default 4,000,000. */
  readonly maxMessageLength?: number;
  /** How many actors are followed at once; beyond it those that have ended are forgotten, and new ones dropped. Default 10,000. */
  readonly maxActors?: number;
}

export interface StatelyReceiver {
  /** Takes a message: JSON text, or an object. What is not of the wire, or too long, is dropped. */
  receive(message: unknown): void;
  /** The application is gone: its actors have stopped. */
  close(): void;
}

/**
 * Takes what one application sends with the official `@statelyai/inspect`, one receiver for each connection:
 *
 *     const receiver = createStatelyReceiver({ sink, application: 'app1' });
 *     socket.on('message', (data) => receiver.receive(data.toString()));
 *     socket.on('close', () => receiver.close());
 */
export function createStatelyReceiver(options: StatelyReceiverOptions): StatelyReceiver {
  const { sink, application, maxMessageLength = 4_000_000, maxActors = 10_000 } = options;
  const statuses = new Map<string, ForeignActor['status']>();
  const idOf = (sessionId: string) => `${application}/${sessionId}`;

  function hasRoom(): boolean {
    if (statuses.size < maxActors) return true;
    for (const [sessionId, status] of statuses) {
      if (status !== 'active') return statuses.delete(sessionId);
    }
    return false;
  }

  function put(actor: ForeignActor): boolean {
    if (!statuses.has(actor.sessionId) && !hasRoom()) return false;
    statuses.set(actor.sessionId, actor.status);
    const parent = actor.parentId === undefined ? {} : { parentId: idOf(actor.parentId) };
    sink.put({ ...actor, ...parent, sessionId: idOf(actor.sessionId) });
    return true;
  }

  function setStatus(sessionId: string, status: ForeignActor['status'] | undefined): void {
    if (status === undefined || status === statuses.get(sessionId)) return;
    statuses.set(sessionId, status);
    sink.setStatus(idOf(sessionId), status);
  }

  function addStep({ sessionId, step }: Extract<ForeignUpdate, { type: 'step' }>): void {
    // The sender keeps its last messages only: the one that introduced the actor may be lost.
    const isKnown = statuses.has(sessionId) || put({ sessionId, name: sessionId, status: 'active' });
    if (!isKnown) return;
    sink.add(idOf(sessionId), step);
    setStatus(sessionId, statusFrom(step.snapshot?.status));
  }

  return {
    receive: (message) => {
      const update = foreignFromStately(boundedJson(message, maxMessageLength));
      if (update?.type === 'actor') put(update.actor);
      if (update?.type === 'step') addStep(update);
    },
    close: () => {
      for (const [sessionId, status] of statuses) if (status === 'active') setStatus(sessionId, 'stopped');
    },
  };
}

/** An object goes through JSON too, so that what is kept of it is data of a known size. */
function boundedJson(message: unknown, maxLength: number): unknown {
  try {
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    return text.length > maxLength ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
