import type { ServiceDoneEvent, ServiceErrorEvent } from './executionTypes.ts';
import { parseTierKey, tierKey, type TierKey } from './stateName.ts';

/** The two services of the machine. */
export type ServiceKind = 'evaluate' | 'execute';

/** A service's id taken apart. */
export interface ParsedServiceId {
  readonly level: number;
  readonly kind: ServiceKind;
}

/** The id of a tier's call as an actor of the machine: `tier2.evaluate`. */
export function serviceId<Level extends number, Kind extends ServiceKind>(
  level: Level,
  kind: Kind,
): `${TierKey<Level>}.${Kind}` {
  return `${tierKey(level)}.${kind}`;
}

/** Takes a service's id apart; `undefined` where it is none. */
export function parseServiceId(id: string): ParsedServiceId | undefined {
  const dot = id.indexOf('.');
  const level = parseTierKey(id.slice(0, Math.max(0, dot)));
  const kind = id.slice(dot + 1);
  return level !== undefined && (kind === 'evaluate' || kind === 'execute') ? { level, kind } : undefined;
}

/** The service that an event comes from; `undefined` where its type names none of a tier. */
export function serviceOf({ type }: ServiceDoneEvent | ServiceErrorEvent): ParsedServiceId | undefined {
  return parseServiceId(type.slice(type.startsWith(donePrefix) ? donePrefix.length : errorPrefix.length));
}

/** The event by which a service reports what it returned. */
export function serviceDone(actorId: string, output: unknown): ServiceDoneEvent {
  return { type: `${donePrefix}${actorId}`, actorId, output };
}

/** The event by which a service reports what it threw. */
export function serviceFailed(actorId: string, error: unknown): ServiceErrorEvent {
  return { type: `${errorPrefix}${actorId}`, actorId, error };
}

const donePrefix = 'xstate.done.actor.';
const errorPrefix = 'xstate.error.actor.';
