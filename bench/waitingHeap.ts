/**
 * `node --expose-gc bench/waitingHeap.ts [EXECUTIONS]`: what an execution that waits for a person keeps of this process's
 * heap: with and without a deadline, and where its caller awaits the answer.
 */
import { setImmediate } from 'node:timers/promises';

import { sqliteMemory } from '../src/memory/sqliteMemory.ts';
import { createHandoffPattern } from '../src/pattern/createHandoffPattern.ts';
import { humanAgent } from '../src/services/humanAgent.ts';

const executions = Number(process.argv[2] ?? 20_000);
const atOnce = 200;

async function heap(): Promise<number> {
  for (let times = 0; times < 3; times += 1) {
    await setImmediate();
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

async function measure(name: string, deadlineMs: number | undefined, returnOnWait: boolean): Promise<void> {
  const sharedMemory = sqliteMemory(':memory:');
  const pattern = createHandoffPattern({ tiers: { 1: humanAgent({ deadlineMs }) }, sharedMemory });
  const waits = async (count: number) => {
    for (let begun = 0; begun < count; begun += atOnce) {
      const batch = Array.from({ length: atOnce }, async () => {
        const asked = Promise.withResolvers<void>();
        const running = pattern.executeWithHandoff('May I?', {
          returnOnWait,
          onEvent: returnOnWait
            ? undefined
            : (event) => event.type === 'transition' && event.record.event.type === 'wait' && asked.resolve(),
        });
        running.catch(() => undefined);
        await (returnOnWait ? running : asked.promise);
      });
      await Promise.all(batch);
    }
  };
  await waits(2_000);
  const before = await heap();
  const began = performance.now();
  await waits(executions);
  const took = performance.now() - began;
  const each = ((await heap()) - before) / executions / 1_024;
  console.log(`${name}: ${each.toFixed(2)} KiB of heap a wait, ${((took * 1_000) / executions).toFixed(0)} µs to ask`);
  await pattern.suspend({ timeoutMs: 0 });
  await sharedMemory.close();
}

console.log(`${executions} executions that wait`);
await measure('without a deadline', undefined, true);
await measure('with a deadline', 3_600_000, true);
await measure('awaited by a caller', 3_600_000, false);
