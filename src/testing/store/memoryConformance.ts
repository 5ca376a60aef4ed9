import type { SharedMemory } from '../../memory/sharedMemory.ts';
import { appendChecks } from './memoryAppendChecks.ts';
import { leaseAppendChecks } from './memoryLeaseAppendChecks.ts';
import { leaseChecks } from './memoryLeaseChecks.ts';
import { listChecks } from './memoryListChecks.ts';
import { lifeChecks } from './memoryLifeChecks.ts';
import { orderChecks } from './memoryOrderChecks.ts';
import { rewriteChecks } from './memoryRewriteChecks.ts';
import { roundTripChecks } from './memoryRoundTripChecks.ts';

/** One rule of the `SharedMemory` contract. `run` rejects where the store breaks it. */
export interface ConformanceCase {
  readonly name: string;
  run(): Promise<void>;
}

/**
 * The contract of `SharedMemory` as cases for any test runner:
 *
 *     for (const { name, run } of memoryConformance(() => myMemory())) test(name, run);
 *
 * `createMemory` is called once per case, and must give an empty store each time. The case closes it.
 */
export function memoryConformance(
  createMemory: () => Promise<SharedMemory> | SharedMemory,
): readonly ConformanceCase[] {
  return [
    ...roundTripChecks,
    ...appendChecks,
    ...rewriteChecks,
    ...listChecks,
    ...orderChecks,
    ...leaseChecks,
    ...leaseAppendChecks,
    ...lifeChecks,
  ].map(({ name, check }) => ({
    name,
    async run() {
      const memory = await createMemory();
      try {
        await check(memory);
      } finally {
        await memory.close();
      }
    },
  }));
}
