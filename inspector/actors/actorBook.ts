import { ConfigurationError } from '../../src/machines/errors.ts';
import type { ForeignActor, ForeignStep } from '../protocol.ts';

/** The foreign actors that were seen, and what happened to them. */
export interface ActorBook {
  readonly actors: readonly ForeignActor[];
  stepsOf(sessionId: string): readonly ForeignStep[];
  /** Makes an actor known, or says that it changed. `send` is what an event from the page goes to. */
  put(actor: ForeignActor, send?: (event: { readonly type: string }) => void): void;
  add(sessionId: string, step: Omit<ForeignStep, 'index'>): void;
  setStatus(sessionId: string, status: ForeignActor['status']): void;
  /** @throws ConfigurationError where the actor is unknown, or takes no events. */
  send(sessionId: string, event: { readonly type: string }): void;
}

export interface ActorBookOptions {
  /** How many steps are kept of all actors together; each keeps its first. */
  readonly maxSteps: number;
  readonly actorChanged: (actor: ForeignActor) => void;
  readonly stepAdded: (sessionId: string, step: ForeignStep) => void;
}

interface Entry {
  actor: ForeignActor;
  readonly steps: ForeignStep[];
  nextIndex: number;
  send: ((event: { readonly type: string }) => void) | undefined;
}

export function createActorBook({ maxSteps, actorChanged, stepAdded }: ActorBookOptions): ActorBook {
  const entries = new Map<string, Entry>();
  let kept = 0;

  /** Actors that are over go first, oldest first; then the busiest loses the older half of its steps but the first. */
  function makeRoom(): void {
    for (const [sessionId, { actor, steps }] of entries) {
      if (kept <= maxSteps) return;
      if (actor.status === 'active') continue;
      kept -= steps.length;
      entries.delete(sessionId);
    }
    const [busiest] = [...entries.values()].toSorted((a, b) => b.steps.length - a.steps.length);
    if (kept > maxSteps && busiest !== undefined) kept -= busiest.steps.splice(1, busiest.steps.length >> 1).length;
  }

  return {
    get actors() {
      return [...entries.values()].map(({ actor }) => actor);
    },
    stepsOf: (sessionId) => entries.get(sessionId)?.steps ?? [],
    put: (told, send) => {
      const entry = entries.get(told.sessionId);
      const actor: ForeignActor = (entry?.send ?? send) === undefined ? told : { ...told, takesEvents: true };
      if (entry === undefined) entries.set(actor.sessionId, { actor, steps: [], nextIndex: 0, send });
      else entry.actor = actor;
      actorChanged(actor);
    },
    add: (sessionId, step) => {
      const entry = entries.get(sessionId);
      if (entry === undefined) return;
      const numbered: ForeignStep = { index: entry.nextIndex, ...step };
      entry.nextIndex += 1;
      entry.steps.push(numbered);
      kept += 1;
      makeRoom();
      stepAdded(sessionId, numbered);
    },
    setStatus: (sessionId, status) => {
      const entry = entries.get(sessionId);
      if (entry === undefined || entry.actor.status === status) return;
      entry.actor = { ...entry.actor, status };
      actorChanged(entry.actor);
    },
    send: (sessionId, event) => {
      const send = entries.get(sessionId)?.send;
      if (send === undefined) {
        const message = `There is no actor ${sessionId} here that takes events. It may have ended, or run in another application.`;
        throw new ConfigurationError('sessionId', message);
      }
      send(event);
    },
  };
}
