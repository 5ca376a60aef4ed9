import { nextTurn } from '../platform/node.ts';

/** Milliseconds that this process's executions work for before the event loop turns. */
const breathMs = 10;
/** How many go on after a turn at least: each of them brings its own work with it. */
const fewest = 4;

/** When the work since the last turn began; `undefined`: the event loop has turned, and nothing was done since. */
let since: number | undefined;
/** The calls that go on after the next turns, oldest first. */
let waiting: (() => void)[] = [];
let atOnce = fewest;

/**
 * Settles when the event loop has turned, where the executions of this process have worked for about 10 ms without that;
 * `undefined`: work may go on at once. After a turn only so many go on as the last ones took that time for.
 */
export function breathe(): Promise<void> | undefined {
  if (since === undefined) begin();
  else if (performance.now() - since >= breathMs) return new Promise((goOn) => void waiting.push(goOn));
  return undefined;
}

function begin(): void {
  since = performance.now();
  void nextTurn().then(turned);
}

function turned(): void {
  const tookMs = performance.now() - (since ?? 0);
  since = undefined;
  if (waiting.length === 0) return;
  atOnce = tookMs < breathMs ? atOnce * 2 : Math.max(fewest, Math.floor(atOnce / 2));
  const released = waiting.slice(0, atOnce);
  waiting = waiting.slice(atOnce);
  begin();
  for (const goOn of released) goOn();
}
