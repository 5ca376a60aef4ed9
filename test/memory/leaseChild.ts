/**
 * `leaseChild.ts STORE OWNER COUNT`: once told to go, claims the executions `e0`, `e1`, … of a store, appends to each
 * with its claim whether or not that was granted, and prints what came of it. Told to go again, it renews what it has
 * for a moment, and holds it until it is ended.
 */
import { once } from 'node:events';

import { ExecutionHeldError } from '../../src/memory/errors.ts';
import type { LeaseClaim } from '../../src/memory/lease.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import { openStore } from '../durability/stores.ts';

const [store = '', owner = '', count = ''] = process.argv.slice(2);
const held: { readonly executionId: string; readonly claim: LeaseClaim }[] = [];
const { memory } = await openStore(JSON.parse(store));
process.stdout.write('ready\n');
await once(process.stdin, 'data');

for (let index = 0; index < Number(count); index += 1) {
  const executionId = `e${index}`;
  const claim = { owner, token: crypto.randomUUID(), ttlMs: 600_000 };
  const lease = await memory.acquire(executionId, claim);
  if (lease !== null) held.push({ executionId, claim });
  const record = sampleRecords(executionId, { end: 'running' })[2];
  if (record === undefined) throw new Error('A sample has records.');
  try {
    await memory.append([record], claim);
    process.stdout.write(`${executionId} ${lease === null ? 'appends without a lease' : 'appends'}\n`);
  } catch (error) {
    if (!ExecutionHeldError.isInstance(error)) throw error;
    process.stdout.write(`${executionId} ${lease === null ? 'is refused' : 'is refused with a lease'}\n`);
  }
}
process.stdout.write('done\n');
await once(process.stdin, 'data');
for (const { executionId, claim } of held) {
  if ((await memory.renew(executionId, { ...claim, ttlMs: 300 })) === null) throw new Error('It was lost.');
}
process.stdout.write('renewed\n');
