import type { Clock } from '../time/clock.ts';
import { createDeadlines } from './deadlines.ts';

/** The waits for people that this process looks after. Of most of them it keeps nothing: they are rows in the memory. */
export interface Waits<Options> {
  /** Goes on with an execution at `due` (milliseconds since the epoch; infinite: never). Holds the process open where it is awaited. */
  begin(executionId: string, due: number, isAwaited: boolean, options: Options): void;
  /** It does not wait any more, or another process looks after it. */
  end(executionId: string): void;
  /** Looks after none of them any more. */
  stop(): void;
}

/** `lapsed` is called where no person has answered in time. */
export function createWaits<Options>(
  clock: Clock,
  lapsed: (executionId: string, options: Options) => void,
): Waits<Options> {
  const awaited = new Set<string>();
  const deadlines = createDeadlines<Options>(clock, lapsed);
  return {
    begin: (executionId, due, isAwaited, options) => {
      if (isAwaited) awaited.add(executionId);
      deadlines.keepAlive(awaited.size > 0);
      deadlines.set(executionId, due, options);
    },
    end: (executionId) => {
      awaited.delete(executionId);
      deadlines.keepAlive(awaited.size > 0);
      deadlines.delete(executionId);
    },
    stop: () => {
      awaited.clear();
      deadlines.clear();
    },
  };
}
