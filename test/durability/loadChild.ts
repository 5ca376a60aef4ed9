/** `loadChild.ts JOB`: many executions at once on one store, and prints what came of them. Needs `--expose-gc`. */
import { setImmediate } from 'node:timers/promises';

import { foldRecords } from '../../src/machines/fold.ts';
import { verifyRecords } from '../../src/memory/chain/verifyRecords.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { atOnce } from './job.ts';
import { parseLoadJob, type LoadReport } from './loadJob.ts';
import { raceTiers } from './raceJob.ts';
import { openStore } from './stores.ts';

const { store, executions, concurrency } = parseLoadJob(process.argv[2]);
const { memory, close } = await openStore(store);
const pattern = createHandoffPattern({ tiers: raceTiers(() => undefined), sharedMemory: memory });

const idsOf = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}${index}`);

/** Runs them, and looks at what was stored of each. */
async function runAll(ids: readonly string[]): Promise<Omit<LoadReport, 'grownBytes'>> {
  const counts = { completed: 0, replayed: 0, verified: 0 };
  await atOnce(ids, concurrency, async (executionId) => {
    const { status, result } = await pattern.executeWithHandoff(executionId, { executionId });
    if (status === 'completed' && result === `The answer to ${executionId}`) counts.completed += 1;
  });
  for (const id of ids) {
    const records = await memory.read(id);
    const last = foldRecords(records).at(-1);
    if (last?.snapshot.status === 'done' && last.record.seq === records.length - 1) counts.replayed += 1;
    if (verifyRecords(records).valid) counts.verified += 1;
  }
  return counts;
}

/** What lives only in this process is part of its heap: it is taken out before that is measured. */
async function heapAfter(ids: readonly string[]): Promise<number> {
  if (store.kind === 'in-memory') for (const id of ids) await memory.delete(id);
  await setImmediate();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

// The engine settles first: it keeps the code it has compiled, up to a point.
const warmUp = idsOf('warm-up-', executions / 4);
await runAll(warmUp);
const before = await heapAfter(warmUp);

const ids = idsOf('e', executions);
const counts = await runAll(ids);
const report: LoadReport = { ...counts, grownBytes: (await heapAfter(ids)) - before };
process.stdout.write(JSON.stringify(report));
await close();
