import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { createInspector, type Inspector } from '../inspector/index.ts';
import { functionAgent } from '../src/services/functionAgent.ts';
import { createHandoffPattern } from '../src/pattern/createHandoffPattern.ts';
import { compare, printTable } from './measure.ts';

// What the debugger costs an execution: not attached, attached, and with a page that is open, in a thread of its own.
const recordsPerRun = 7;
const rest = { complexityScore: 0.5, reasoning: 'bench', requiresTier: 3 };
const agent = (agentId: string, canHandle: boolean) =>
  functionAgent({
    agentId,
    evaluate: () => ({ canHandle, ...rest }),
    execute: () => ({ result: 'ok', confidence: 1 }),
  });
const tiers = { 1: agent('a', false), 2: agent('b', false), 3: agent('c', true) };

const unwatched = await createInspector();
const watched = await createInspector();
const viewer = new Worker(new URL('viewerThread.ts', import.meta.url), { workerData: watched.url });
await once(viewer, 'message');

const medians = await compare(
  { 'not attached': runner(), 'attached, no page': runner(unwatched), 'attached, one page': runner(watched) },
  { rounds: 15, operations: 300 },
);
const base = medians.get('not attached') ?? Number.NaN;
printTable(
  'The inspector, microseconds per record (three-tier escalation, in-memory record)',
  [...medians].map(([name, micros]) => [
    name,
    `${(micros / recordsPerRun).toFixed(1)} us`,
    `${(micros / base).toFixed(2)} x`,
  ]),
);
await viewer.terminate();
await Promise.all([unwatched.close(), watched.close()]);

/** A fresh memory every hundred runs, as in a process that does not keep everything. */
function runner(inspector?: Inspector): () => Promise<unknown> {
  let pattern = createHandoffPattern({ tiers });
  let detach = inspector?.attach(pattern);
  let runs = 0;
  return async () => {
    runs += 1;
    if (runs % 100 === 0) {
      detach?.();
      pattern = createHandoffPattern({ tiers });
      detach = inspector?.attach(pattern);
    }
    const result = await pattern.executeWithHandoff('a task');
    // A turn of the event loop, in which a socket is written to: instant agents would never let it come.
    await new Promise((resolve) => setImmediate(resolve));
    return result;
  };
}
