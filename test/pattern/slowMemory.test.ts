import { describe, expect, test } from 'vitest';

import { assemblePattern } from '../../src/pattern/assemblePattern.ts';
import { inMemory } from '../../src/memory/inMemory.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import type { Clock } from '../../src/time/clock.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { simulatedClock } from '../../src/time/simulatedClock.ts';

/** A memory that stores at once, and says so a while later. */
function slowMemory(clock: Clock, delayMs: number): SharedMemory {
  const memory = inMemory();
  return {
    ...memory,
    append: async (records, claim) => {
      await memory.append(records, claim);
      const told = Promise.withResolvers<void>();
      clock.schedule(told.resolve, delayMs);
      await told.promise;
    },
  };
}

/** A person who has a second to answer, and is answered for after so many milliseconds. */
async function answerAfter(afterMs: number, memoryDelayMs: number) {
  const clock = simulatedClock({ start: '2026-01-01T00:00:00.000Z' });
  const person = humanAgent({ agentId: 'ann', deadlineMs: 1_000 });
  const pattern = assemblePattern({
    agents: new Map([[1, person]]),
    human: person,
    sharedMemory: slowMemory(clock, memoryDelayMs),
    policy: {},
    clock,
    returnsOnWaitByDefault: false,
  });
  const settled = (work: Promise<object>) => work.catch((error: unknown) => error);
  const executed = settled(pattern.executeWithHandoff('t', { executionId: 'e' }));
  const answered = Promise.withResolvers<unknown>();
  // Two records are stored before the person is asked.
  clock.schedule(
    () => answered.resolve(settled(pattern.respond('e', { result: 'Yes.' }))),
    2 * memoryDelayMs + afterMs,
  );
  return clock.run(Promise.all([executed, answered.promise]));
}

describe('a person who answers while the store has not yet said that somebody waits', () => {
  test('is heard, and told how the execution ended', async () => {
    const [executed, answered] = await answerAfter(200, 500);
    expect(executed).toMatchObject({ status: 'completed', result: 'Yes.' });
    expect(answered).toEqual(executed);
  });

  test('is refused after the deadline', async () => {
    const [executed, answered] = await answerAfter(1_200, 1_500);
    expect(executed).toMatchObject({ code: 'HANDOFF_TIERS_EXHAUSTED' });
    expect(answered).toMatchObject({ code: 'HANDOFF_NOT_WAITING' });
  });
});
