/** Milliseconds that a page waits for a frame: one in the background, or behind another window, gets none. */
const longest = 100;

/** Collects what comes, and hands it on in order, at most once a frame. */
export function oncePerFrame<T>(handOn: (arrived: readonly T[]) => void): (item: T) => void {
  let arrived: T[] = [];
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    const items = arrived;
    arrived = [];
    handOn(items);
  };

  return (item) => {
    if (arrived.length === 0) {
      frame = requestAnimationFrame(flush);
      timer = setTimeout(flush, longest);
    }
    arrived.push(item);
  };
}
