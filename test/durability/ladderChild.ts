/** `ladderChild.ts JOB`: does a job on the ladder and prints reports, until it is done or stops to be killed. */
import { writeSync } from 'node:fs';

import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import { noteCall } from './calls.ts';
import { atOnce, parseJob, type Report, type Stop } from './job.ts';
import { ladderPattern, resumeLadder, runLadder } from './ladder.ts';
import { openStore } from './stores.ts';

const { task, store, callLog, executionIds, atOnce: limit, stop } = parseJob(process.argv[2]);
// Keeps this process alive where it stops, and ends it when its parent is gone.
process.stdin.on('end', () => process.exit(2)).resume();

const counts = { calling: 0, storing: 0, stored: 0 };

function report(line: Report): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

async function passed(at: Stop['at']): Promise<void> {
  counts[at] += 1;
  if (stop?.at !== at || stop.number !== counts[at]) return;
  report({ type: 'stopped' });
  await new Promise(() => undefined);
}

function reporting(memory: SharedMemory): SharedMemory {
  return {
    ...memory,
    append: async (records) => {
      await passed('storing');
      await memory.append(records);
      const executionId = records[0]?.executionId ?? '';
      report({ type: 'stored', executionId, records: records.map((record) => JSON.stringify(record)) });
      await passed('stored');
    },
  };
}

const opened = await openStore(store);
const pattern = ladderPattern(reporting(opened.memory), async (callId, call) => {
  noteCall(callLog, { callId, phase: 'started' });
  await passed('calling');
  try {
    return call();
  } finally {
    noteCall(callLog, { callId, phase: 'finished' });
  }
});
const work = task === 'run' ? runLadder : resumeLadder;

await atOnce(executionIds, limit, async (executionId) => {
  try {
    const result = await work(pattern, executionId);
    report({ type: 'result', executionId, result: { ...result, usage: { ...result.usage } } });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'no error', message: String(error) };
    report({ type: 'error', executionId, name, message });
  }
});
await opened.close();
process.exit();
