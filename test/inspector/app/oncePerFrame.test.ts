import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { oncePerFrame } from '../../../inspector/app/state/oncePerFrame.ts';

let frames: (() => void)[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (flush: () => void) => frames.push(flush));
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what arrives before a frame is handed on together, in order', () => {
  const told: (readonly number[])[] = [];
  const take = oncePerFrame<number>((items) => told.push(items));
  take(1);
  take(2);
  expect(told).toEqual([]);
  frames.shift()?.();
  vi.runAllTimers();
  take(3);
  frames.shift()?.();
  expect(told).toEqual([[1, 2], [3]]);
});

test('a page that gets no frame any more keeps up all the same', () => {
  const told: (readonly number[])[] = [];
  const take = oncePerFrame<number>((items) => told.push(items));
  take(1);
  vi.advanceTimersByTime(100);
  expect(told).toEqual([[1]]);
});
