import { nextTurn } from '../platform/node.ts';

/** Milliseconds of work after which the event loop is let turn. */
const breathMs = 8;

/** Lets the event loop turn now and then: what this returns is to be awaited between small pieces of work. */
export function breather(): () => Promise<void> | undefined {
  let since = performance.now();
  const breathe = async () => {
    await nextTurn();
    since = performance.now();
  };
  return () => (performance.now() - since < breathMs ? undefined : breathe());
}
