export interface Frames {
  /** Milliseconds. */
  readonly longest: number;
  readonly over50: number;
}

interface Probe {
  /** Resolves when the first rows are painted. Milliseconds. */
  painted(): Promise<{ readonly firstPaint: number; readonly dataToPaint: number }>;
  /** Watches so many frames. */
  frames(count: number): Promise<Frames>;
  /** Writes into the filter. Milliseconds until the result is painted. */
  typed(text: string): Promise<number>;
  /** Scrolls the timeline a little in each of so many frames. */
  scrolled(count: number): Promise<Frames>;
}

declare global {
  var probe: Probe;
}

/** Runs in the page before anything else does; must not use anything from outside. */
export function installProbe(): void {
  let arrived = 0;
  class WatchedSocket extends WebSocket {
    constructor(url: string | URL) {
      super(url);
      this.addEventListener('message', ({ data }) => {
        if (String(data).startsWith('{"type":"records"')) arrived ||= performance.now();
      });
    }
  }
  globalThis.WebSocket = WatchedSocket;

  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  /** A task after a frame's callbacks comes when the frame is painted. */
  const paint = () =>
    new Promise<number>((resolve) => {
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    });
  const frames = async (count: number, each: () => void = () => undefined) => {
    const times: number[] = [await frame()];
    for (let index = 0; index < count; index += 1) {
      each();
      times.push(await frame());
    }
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
    return { longest: Math.max(...gaps), over50: gaps.filter((gap) => gap > 50).length };
  };

  // Rows are put there within a frame, so that the next task comes when they are painted.
  const rowsPainted = new Promise<number>((resolve) => {
    const watcher = new MutationObserver(() => {
      if (document.querySelector('[role=row]') === null) return;
      watcher.disconnect();
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => resolve(performance.now()), { once: true });
      port1.start();
      port2.postMessage(undefined);
    });
    watcher.observe(document, { childList: true, subtree: true });
  });

  globalThis.probe = {
    painted: async () => {
      const end = await rowsPainted;
      const first = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN;
      return { firstPaint: first, dataToPaint: end - arrived };
    },
    frames,
    typed: async (text) => {
      const field = document.querySelector('#timeline-filter');
      if (!(field instanceof HTMLInputElement)) return Number.NaN;
      await paint();
      const start = performance.now();
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      return (await paint()) - start;
    },
    scrolled: (count) => {
      const scroller = document.querySelector('.timeline .scroller');
      return frames(count, () => scroller?.scrollBy(0, 700));
    },
  };
}
