import { isObject } from '../../../src/machines/checks.ts';
import { plainJson } from '../../actors/plainJson.ts';
import type { ForeignActor, ForeignStep } from '../../protocol.ts';
import { plainParts } from '../../actors/plainParts.ts';
import { definitionOf } from './definitionOf.ts';

/** The report of one message about a foreign actor. */
export type ForeignUpdate =
  | { readonly type: 'actor'; readonly actor: ForeignActor }
  | { readonly type: 'step'; readonly sessionId: string; readonly step: Omit<ForeignStep, 'index'> };

/**
 * Reads a message of `@statelyai/inspect`. `undefined`: it is none, or it says nothing that another one does not say: the
 * event of a transition also comes with its snapshot.
 */
export function foreignFromStately(message: unknown): ForeignUpdate | undefined {
  if (!isObject(message)) return undefined;
  const { type, sessionId } = message;
  if (typeof sessionId !== 'string' || sessionId === '') return undefined;
  switch (type) {
    case '@xstate.actor':
      return { type: 'actor', actor: actorFrom(sessionId, message) };
    case '@xstate.snapshot': {
      const snapshot = isObject(message['snapshot']) ? { snapshot: snapshotFrom(message['snapshot']) } : {};
      return { type: 'step', sessionId, step: { ...eventFrom(message), ...snapshot } };
    }
    case '@xstate.event':
      // Sent by hand, with `inspector.event()`: no snapshot need follow.
      if (message['rootId'] !== 'anonymous') return undefined;
      return { type: 'step', sessionId, step: eventFrom(message) };
    default:
      return undefined;
  }
}

/** Returns the `status` of a foreign snapshot; `undefined` where it is none that XState has. */
export function statusFrom(status: unknown): ForeignActor['status'] | undefined {
  return status === 'active' || status === 'done' || status === 'error' || status === 'stopped' ? status : undefined;
}

function actorFrom(sessionId: string, { name, parentId, definition, snapshot }: Record<string, unknown>): ForeignActor {
  const known = typeof definition === 'string' ? definitionOf(definition) : undefined;
  return {
    sessionId,
    name: typeof name === 'string' ? name : sessionId,
    ...(typeof parentId === 'string' && { parentId }),
    ...(known !== undefined && { definition: known }),
    status: (isObject(snapshot) ? statusFrom(snapshot['status']) : undefined) ?? 'active',
  };
}

function eventFrom({ event, createdAt }: Record<string, unknown>): Pick<ForeignStep, 'timestamp' | 'event'> {
  const timestamp = isoTime(createdAt);
  if (!isObject(event)) return { timestamp, event: { type: '' } };
  const payload = Object.fromEntries(Object.entries(event).map(([key, value]) => [key, plainJson(value)]));
  return { timestamp, event: { ...payload, type: typeof event['type'] === 'string' ? event['type'] : '' } };
}

function snapshotFrom(snapshot: Record<string, unknown>): NonNullable<ForeignStep['snapshot']> {
  const { status } = snapshot;
  const parts = plainParts(snapshot, ['value', 'context', 'output', 'error']);
  return typeof status === 'string' ? { ...parts, status } : parts;
}

/** A time that is no time becomes 1970, so that it shows. */
function isoTime(createdAt: unknown): string {
  const time = new Date(Number(createdAt));
  return Number.isNaN(time.getTime()) ? new Date(0).toISOString() : time.toISOString();
}
