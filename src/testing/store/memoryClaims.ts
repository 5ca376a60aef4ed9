import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

import type { Lease, LeaseClaim } from '../../memory/lease.ts';
import type { SharedMemory } from '../../memory/sharedMemory.ts';

/** A claim of its own. Ten minutes are more than any check takes. */
export function claimOf(owner: string, ttlMs = 600_000): LeaseClaim {
  return { owner, token: randomUUID(), ttlMs };
}

export async function acquired(memory: SharedMemory, executionId: string, claim: LeaseClaim): Promise<Lease> {
  const lease = await memory.acquire(executionId, claim);
  assert.ok(lease, `'${executionId}' was not granted, and nobody holds it.`);
  return lease;
}

export async function expired(memory: SharedMemory, { expiresAt }: Lease): Promise<void> {
  await untilAfter(memory, Date.parse(expiresAt));
}

/** Asks for the time until it is later: the store's clock is the one that counts. */
export async function untilAfter(memory: SharedMemory, time: number): Promise<void> {
  while ((await memory.now()) <= time) await new Promise((resolve) => void setTimeout(resolve, 1));
}
