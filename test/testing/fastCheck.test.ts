import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import { inMemory } from '../../src/memory/inMemory.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { escalationCommands, runEscalations } from '../../src/testing/drive/fastCheck.ts';

const policy = { minConfidence: 0.5, maxRetries: 1, retryDelayMs: 0 };

function escalations(createMemory: () => SharedMemory, replayPath?: string) {
  const commands = escalationCommands({ ...(replayPath !== undefined && { replayPath }) });
  return fc.asyncProperty(commands, async (toRun) => {
    const sharedMemory = createMemory();
    await runEscalations(toRun, (tiers) => createHandoffPattern({ tiers, sharedMemory, policy }));
    await sharedMemory.close();
  });
}

/** Forgets the decision of every third record. */
function forgetful(): SharedMemory {
  const memory = inMemory();
  return {
    ...memory,
    append: (records, claim) =>
      memory.append(
        records.map((record) => {
          const { decision, ...rest } = record;
          return record.seq === 3 ? rest : record;
        }),
        claim,
      ),
  };
}

describe('random escalations', () => {
  test.for([
    ['memory', inMemory],
    ['SQLite', () => sqliteMemory(':memory:')],
  ] as const)('leave a store of %s as they should', async ([, createMemory]) => {
    const asserted = fc.assert(escalations(createMemory), { seed: 20261124, numRuns: 60 });
    await expect(asserted).resolves.toBeUndefined();
  });

  test('find a store that loses something, and say how to replay it', async () => {
    const failure = await fc.check(escalations(forgetful), { seed: 7, numRuns: 200 });
    expect(failure.failed).toBe(true);
    const asserted = fc.assert(escalations(forgetful), { seed: 7, numRuns: 200 });
    const message = await asserted.then(() => 'nothing failed', String);
    expect(message).toMatch(/\{ seed: 7, path: "[\d:]+", endOnFailure: true \}/);
    const [, path = ''] = /path: "([\d:]+)"/.exec(message) ?? [];
    const [, replayPath = ''] = /replayPath="([^"]+)"/.exec(message) ?? [];
    const replayed = fc.assert(escalations(forgetful, replayPath), { seed: 7, path, endOnFailure: true });
    await expect(replayed).rejects.toThrow('Property failed after 1 tests');
    expect(message).toContain('execute(');
    expect(String(failure.errorInstance)).toContain('decision');
  });
});
