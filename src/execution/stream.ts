import type { HandoffEvent } from './result.ts';
import type { Run } from './run.ts';

/** How many events may wait for the consumer before the execution waits for it too. */
const highWaterMark = 16;

/** Starts the run whose events a stream shows. */
export type StartRun = (observe: (event: HandoffEvent) => unknown) => {
  readonly run: Run;
  readonly returnOnWait: boolean;
};

/**
 * The events of a run as an async iterable that can be read once; reading begins the run. A consumer that falls behind
 * holds the next call and the next piece of text back; leaving the loop early cancels the run, also while the next event
 * is awaited; an error ends the loop.
 */
export function streamOf(start: StartRun): AsyncIterableIterator<HandoffEvent, void> {
  const left = Promise.withResolvers<void>();
  const events = eventsOf(start, left.promise);
  const leave = () => {
    left.resolve();
    return events.return();
  };
  return {
    next: () => events.next(),
    return: leave,
    throw: async (error: unknown) => {
      await leave();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* eventsOf(start: StartRun, left: Promise<void>): AsyncGenerator<HandoffEvent, void> {
  const queue: HandoffEvent[] = [];
  let filled = Promise.withResolvers<void>();
  let drained = Promise.withResolvers<void>();
  let over = false;
  let isLeft = false;

  const { run, returnOnWait } = start((event) => {
    queue.push(event);
    filled.resolve();
    // The result is the last event: nothing is left to hold back.
    return queue.length >= highWaterMark && event.type !== 'result' ? drained.promise : undefined;
  });
  const end = () => {
    over = true;
    filled.resolve();
  };
  const leave = () => {
    isLeft = true;
    drained.resolve();
    if (!over) run.cancel('The stream was left before its end.');
    end();
  };
  void left.then(leave);
  run.finished.then(end, end);
  const stops = returnOnWait ? [run.finished, endAtWait()] : [run.finished];

  async function endAtWait(): Promise<void> {
    queue.push({ type: 'result', result: await run.nextWait() });
    end();
  }

  try {
    for (;;) {
      const event = queue.shift();
      if (queue.length < highWaterMark) {
        drained.resolve();
        drained = Promise.withResolvers<void>();
      }
      if (isLeft) return;
      if (event !== undefined) yield event;
      else if (over) break;
      else {
        await filled.promise;
        filled = Promise.withResolvers<void>();
      }
    }
    await Promise.race(stops);
  } finally {
    leave();
  }
}
