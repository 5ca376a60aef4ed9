import type { HandoffEvent } from './result.ts';
import type { Run } from './run.ts';

/** The events of a run as an async iterable. Leaving the loop early cancels the run; an error ends the loop. */
export async function* streamOf(
  start: (observe: (event: HandoffEvent) => unknown) => Run,
): AsyncGenerator<HandoffEvent, void> {
  const queue: HandoffEvent[] = [];
  let wake = Promise.withResolvers<void>();
  let over = false;
  const run = start((event) => {
    queue.push(event);
    wake.resolve();
  });
  run.finished
    .catch(() => undefined)
    .finally(() => {
      over = true;
      wake.resolve();
    });
  try {
    for (;;) {
      const event = queue.shift();
      if (event !== undefined) yield event;
      else if (over) break;
      else {
        await wake.promise;
        wake = Promise.withResolvers<void>();
      }
    }
    await run.finished;
  } finally {
    if (!over) run.cancel('The stream was left before its end.');
  }
}
