import type { Clock } from '../time/clock.ts';
import { armDeadline } from '../time/timers.ts';

/** The deadlines of the executions that wait for a person: one timer for all of them, and a number for each. */
export interface Deadlines<Note> {
  /** Calls `passed` with the note at `due`, in milliseconds since the epoch; infinite: never. Takes the place of what was set before. */
  set(executionId: string, due: number, note: Note): void;
  delete(executionId: string): void;
  /** True: the process is held open, also where nothing is due. */
  keepAlive(wanted: boolean): void;
  clear(): void;
}

export function createDeadlines<Note>(
  clock: Clock,
  passed: (executionId: string, note: Note) => void,
): Deadlines<Note> {
  const entries = new Map<string, { readonly due: number; readonly note: Note }>();
  let keepsAlive = false;
  let armed = Number.POSITIVE_INFINITY;
  let disarm: (() => void) | undefined;

  function arm(due: number): void {
    disarm?.();
    armed = due;
    if (due === Number.POSITIVE_INFINITY && !keepsAlive) disarm = undefined;
    else disarm = armDeadline(clock, Math.min(due, Number.MAX_SAFE_INTEGER), fire, { keepAlive: keepsAlive });
  }

  /** An execution that was deleted meanwhile may have been the nearest: then nothing is due, and the timer goes on to the next. */
  function fire(): void {
    const now = clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const [executionId, { due, note }] of entries) {
      if (due > now) next = Math.min(next, due);
      else {
        entries.delete(executionId);
        passed(executionId, note);
      }
    }
    arm(next);
  }

  return {
    set: (executionId, due, note) => {
      entries.delete(executionId);
      if (due === Number.POSITIVE_INFINITY) return;
      entries.set(executionId, { due, note });
      if (due < armed) arm(due);
    },
    delete: (executionId) => void entries.delete(executionId),
    keepAlive: (wanted) => {
      if (wanted === keepsAlive) return;
      keepsAlive = wanted;
      arm(armed);
    },
    clear: () => {
      entries.clear();
      keepsAlive = false;
      arm(Number.POSITIVE_INFINITY);
    },
  };
}
