import type { ForeignActor, ForeignStep } from '../../../inspector/protocol.ts';
import type { ForeignSink } from '../../../inspector/bridges/foreignSink.ts';

export interface RecordedSink extends ForeignSink {
  readonly actors: ReadonlyMap<string, ForeignActor>;
  stepsOf(sessionId: string): readonly Omit<ForeignStep, 'index'>[];
  /** Resolves when what was taken in makes it true. */
  until(isTrue: () => boolean): Promise<void>;
}

export function recordedSink(): RecordedSink {
  const actors = new Map<string, ForeignActor>();
  const steps = new Map<string, Omit<ForeignStep, 'index'>[]>();
  const waiting = new Set<() => void>();
  const changed = () => waiting.forEach((check) => check());
  return {
    actors,
    stepsOf: (sessionId) => steps.get(sessionId) ?? [],
    put: (actor) => {
      actors.set(actor.sessionId, actor);
      changed();
    },
    add: (sessionId, step) => {
      steps.set(sessionId, [...(steps.get(sessionId) ?? []), step]);
      changed();
    },
    setStatus: (sessionId, status) => {
      const actor = actors.get(sessionId);
      if (actor !== undefined) actors.set(sessionId, { ...actor, status });
      changed();
    },
    until: (isTrue) =>
      new Promise((resolve) => {
        const check = () => {
          if (!isTrue()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}
