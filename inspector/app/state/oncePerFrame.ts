/** Collects what comes, and hands it on in order, at most once a frame. */
export function oncePerFrame<T>(handOn: (arrived: readonly T[]) => void): (item: T) => void {
  let arrived: T[] = [];

  const flush = () => {
    const items = arrived;
    arrived = [];
    handOn(items);
  };

  return (item) => {
    // A page in the background gets no frames, and has to keep up all the same.
    if (arrived.length === 0) {
      if (document.hidden) setTimeout(flush, 100);
      else requestAnimationFrame(flush);
    }
    arrived.push(item);
  };
}
