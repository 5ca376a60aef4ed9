/** `ladderChild.ts JOB`: does a job on the ladder and prints reports, until it is done or stops to be killed. */
import { writeSync } from 'node:fs';

import { doJob } from './doJob.ts';
import { parseJob, type Report, type Stop } from './job.ts';
import { openStore } from './stores.ts';

const { store, stop, ...job } = parseJob(process.argv[2]);
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

const { memory, close } = await openStore(store);
await doJob(job, { memory, report, passed });
await close();
process.exit();
