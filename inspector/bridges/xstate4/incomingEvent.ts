import { isObject } from '../../../src/machines/checks.ts';

/** A message of a receiver: that it is there, or an event for an actor. */
export type Incoming =
  | { readonly type: 'inspecting' }
  | { readonly type: 'event'; readonly sessionId: string; readonly event: { readonly type: string } };

/** Reads a message from a receiver: JSON text, or an object. `undefined`: it is none that is known. */
export function incomingFrom(data: unknown): Incoming | undefined {
  const message = typeof data === 'string' ? parsed(data) : data;
  if (!isObject(message)) return undefined;
  if (message['type'] === 'xstate.inspecting') return { type: 'inspecting' };
  if (message['type'] !== 'xstate.event' || typeof message['event'] !== 'string') return undefined;
  const wrapped = parsed(message['event']);
  if (!isObject(wrapped)) return undefined;
  const event = isObject(wrapped['data']) ? wrapped['data'] : wrapped;
  const sessionId = message['service'] ?? wrapped['origin'];
  const { type } = event;
  if (typeof sessionId !== 'string' || typeof type !== 'string') return undefined;
  // Those are XState's own: only its actors may send them.
  if (type.startsWith('xstate.')) return undefined;
  return { type: 'event', sessionId, event: { ...event, type } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
