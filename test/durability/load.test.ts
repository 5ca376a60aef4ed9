import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, onTestFinished, test } from 'vitest';

import { compileCache } from './children.ts';
import { parseLoadReport, type LoadJob } from './loadJob.ts';
import { allStores } from './storeServers.ts';

const run = promisify(execFile);
const executions = 2_000;
/** A process that kept one object of 1 KB for each execution would be beyond it. */
const flatWithin = executions * 1_000;

/** Milliseconds: on a machine that does much else it takes far longer than on its own. */
const patience = 300_000;

test.each(allStores)('2,000 executions, 200 at once, on $name', { timeout: patience }, async ({ name, start }) => {
  const server = await start();
  onTestFinished(() => server.stop());
  const job: LoadJob = { store: await server.emptyStore(), executions, concurrency: 200 };
  const script = join(import.meta.dirname, 'loadChild.ts');
  const flags = ['--expose-gc', '--disable-warning=ExperimentalWarning'];
  const { stdout } = await run(process.execPath, [...flags, script, JSON.stringify(job)], {
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
  const { grownBytes, ...counts } = parseLoadReport(stdout);
  // What lives in one process only is not sealed.
  const verified = name === 'in-memory' ? 0 : executions;
  expect(counts).toEqual({ completed: executions, replayed: executions, verified });
  expect(grownBytes).toBeLessThan(flatWithin);
});
