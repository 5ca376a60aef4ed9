import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { describe, expect, test } from 'vitest';

import { startCallTimeout } from '../../src/services/callTimeout.ts';
import { simulatedClock } from '../../src/time/simulatedClock.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const start = '2026-01-01T00:00:00.000Z';

/** The signal that a call is given which never minds it, after everybody else forgot about the call. */
async function signalAfter(aborts: (outer: AbortController) => void, timeoutMs: number): Promise<AbortSignal> {
  const clock = simulatedClock({ start });
  const outer = new AbortController();
  const { abortSignal, race } = startCallTimeout('a', outer.signal, { clock, callTimeoutMs: timeoutMs });
  const call = clock.run(race(() => new Promise(() => undefined))).catch(() => undefined);
  aborts(outer);
  await call;
  return abortSignal;
}

describe('an agent that looks at its signal only much later', () => {
  test('finds that its time was over', async () => {
    const abortSignal = await signalAfter(() => undefined, 1_000);
    collectGarbage();
    expect(abortSignal.aborted).toBe(true);
    expect(abortSignal.reason).toMatchObject({ reason: 'timeout' });
  });

  test('finds that its execution was cancelled', async () => {
    const abortSignal = await signalAfter((outer) => outer.abort('enough'), 1_000);
    collectGarbage();
    expect(abortSignal.aborted).toBe(true);
    expect(abortSignal.reason).toBe('enough');
  });
});
