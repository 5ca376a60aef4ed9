import { describe, expect, test } from 'vitest';

import { simulatedClock } from '../../src/time/simulatedClock.ts';

const start = '2026-01-01T00:00:00.000Z';
const day = 86_400_000;

describe('a simulated clock', () => {
  test('goes from timer to timer while work waits, in the order of their times', async () => {
    const clock = simulatedClock({ start });
    const passed: [string, number][] = [];
    const after = (name: string, delay: number) =>
      new Promise<void>((resolve) => {
        clock.schedule(() => {
          passed.push([name, clock.now() - Date.parse(start)]);
          resolve();
        }, delay);
      });
    const work = async () => {
      await Promise.all([after('b', 2 * day), after('a', day), after('c', 2 * day)]);
      await after('d', 1);
      return 'done';
    };
    expect(await clock.run(work())).toBe('done');
    expect(passed).toEqual([
      ['a', day],
      ['b', 2 * day],
      ['c', 2 * day],
      ['d', 2 * day + 1],
    ]);
  });

  test('calls no timer that was cancelled, and none while something else happens', async () => {
    const clock = simulatedClock({ start });
    clock.schedule(() => expect.unreachable('it was cancelled'), 1)();
    clock.schedule(() => expect.unreachable('nothing waits for it'), 2);
    expect(await clock.run(Promise.resolve().then(() => 'at once'))).toBe('at once');
    expect(clock.now()).toBe(Date.parse(start));
  });

  test('passes a failure on, and says where nothing can happen any more', async () => {
    const clock = simulatedClock({ start });
    await expect(clock.run(Promise.reject(new RangeError('mine')))).rejects.toThrow('mine');
    await expect(clock.run(new Promise(() => undefined))).rejects.toThrow('Everything waits');
  });

  test('may skip time, as where a process was suspended: timers are then late', async () => {
    const clock = simulatedClock({ start });
    const { promise, resolve } = Promise.withResolvers<number>();
    clock.schedule(() => resolve(clock.now()), 1);
    clock.skipTo(Date.parse(start) + day);
    expect(await clock.run(promise)).toBe(Date.parse(start) + day);
  });
});
