/**
 * `raceChild.ts JOB`: resumes executions that others resume as well, and prints what became of each.
 *
 * With `together`, it reads all of them before it says that it is ready, so that everybody goes on from the same record.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';

import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { atOnce } from './job.ts';
import { parseRaceJob, raceTiers, type Outcome } from './raceJob.ts';
import { openStore } from './stores.ts';

const { store, executionIds, together } = parseRaceJob(process.argv[2]);
const { memory, close } = await openStore(store);
const calls = new Map<string, string[]>();

async function readBefore(memory: SharedMemory): Promise<SharedMemory> {
  const known = new Map(await Promise.all(executionIds.map(async (id) => [id, await memory.read(id)] as const)));
  return { ...memory, read: async (id) => known.get(id) ?? [] };
}

const pattern = createHandoffPattern({
  tiers: raceTiers((callId) => {
    const [executionId = ''] = callId.split(':');
    calls.set(executionId, [...(calls.get(executionId) ?? []), callId]);
  }),
  sharedMemory: together ? await readBefore(memory) : memory,
});

function report(outcome: Omit<Outcome, 'calls'>): void {
  writeSync(1, `${JSON.stringify({ ...outcome, calls: calls.get(outcome.executionId) ?? [] })}\n`);
}

writeSync(1, '"ready"\n');
await once(process.stdin, 'data');
await atOnce(executionIds, 20, async (executionId) => {
  try {
    report({ executionId, ended: 'completed', result: (await pattern.resume(executionId)).result ?? '' });
  } catch (error) {
    report({ executionId, ended: error instanceof Error ? error.name : 'no error', result: String(error) });
  }
});
await close();
process.exit();
