import type { HandoffEvent, HandoffResult } from './result.ts';

/** How many events may wait for the consumer before the execution waits for it too. */
const highWaterMark = 16;

/** Starts the execution whose events a stream shows. `settled` says how it stops, `cancel` cancels it. */
export type StartExecution = (observe: (event: HandoffEvent) => unknown) => {
  readonly settled: Promise<HandoffResult>;
  readonly cancel: (reason: string) => void;
};

/**
 * The events of an execution as an async iterable that can be read once; reading begins it. A consumer that falls behind
 * holds the next call and the next piece of text back; leaving the loop early cancels the execution, also while the next
 * event is awaited; an error ends the loop.
 */
export function streamOf(start: StartExecution): AsyncIterableIterator<HandoffEvent, void> {
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

async function* eventsOf(start: StartExecution, left: Promise<void>): AsyncGenerator<HandoffEvent, void> {
  const queue: HandoffEvent[] = [];
  let filled = Promise.withResolvers<void>();
  let drained = Promise.withResolvers<void>();
  let over = false;
  let isLeft = false;

  const { settled, cancel } = start((event) => {
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
    if (!over) cancel('The stream was left before its end.');
    end();
  };
  void left.then(leave);
  // The execution tells of its end by itself, and of a wait as of any other record.
  const stop = (result: HandoffResult) => {
    if (result.status === 'waiting') queue.push({ type: 'result', result });
    end();
  };
  settled.then(stop, end);

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
    await settled;
  } finally {
    leave();
  }
}
