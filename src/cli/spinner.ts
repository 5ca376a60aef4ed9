import type { Writable } from 'node:stream';
import { clearLine, cursorTo } from 'node:readline';

/** One moving line at the bottom of a terminal. */
export interface Spinner {
  start(message: string): void;
  /** Leaves no trace. */
  stop(): void;
}

const frames = ['◒', '◐', '◓', '◑'] as const;

/** It only writes: unlike most, it neither reads the keyboard nor ends the process on Ctrl+C. */
export function createSpinner(stream: Writable): Spinner {
  let timer: NodeJS.Timeout | undefined;

  const stop = () => {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    cursorTo(stream, 0);
    clearLine(stream, 0);
  };

  return {
    start: (message) => {
      stop();
      const began = Date.now();
      const draw = () => {
        const seconds = Math.floor((Date.now() - began) / 1_000);
        const frame = frames[Math.floor((Date.now() - began) / 80) % frames.length] ?? frames[0];
        cursorTo(stream, 0);
        stream.write(`${frame}  ${message}${seconds > 0 ? ` [${seconds}s]` : ''}`);
      };
      draw();
      timer = setInterval(draw, 80).unref();
    },
    stop,
  };
}
