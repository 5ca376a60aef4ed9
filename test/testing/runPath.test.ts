import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { assemblePattern } from '../../src/pattern/assemblePattern.ts';
import { endOf } from '../../src/testing/invariants/history.ts';
import { explorePaths } from '../../src/testing/paths/explorePaths.ts';
import type { Path } from '../../src/testing/paths/path.ts';
import { runPath } from '../../src/testing/drive/runPath.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { ladder } from './ladders.ts';

const kindsOf = ({ steps }: Path) => steps.map(({ outcome }) => outcome.kind).join(' ');

function pathOf(kinds: string, policy: Parameters<typeof ladder>[1] = {}): Path {
  const found = explorePaths(ladder(2, policy), { limits: ['timeMs'], alphabet: { spends: ['nothing'] } })
    .everyPath()
    .find((path) => kindsOf(path) === kinds);
  if (found === undefined) throw new Error(`there is no path '${kinds}'`);
  return found;
}

describe('a path in a real pattern', () => {
  test('goes as in the pure machine, whatever the policy, the limits and the outcomes', async () => {
    const policy = fc.record({
      routing: fc.constantFrom('sequential' as const, 'direct' as const),
      minConfidence: fc.constantFrom(0, 0.5, 1),
      onError: fc.constantFrom('escalate' as const, 'fail' as const),
      atCap: fc.constantFrom('execute' as const, 'reject' as const, 'human' as const),
      maxRetries: fc.constantFrom(0, 2),
      onLimit: fc.constantFrom('fail' as const, 'best-effort' as const),
    });
    const property = fc.asyncProperty(
      policy,
      fc.constantFrom(1, 2, 3),
      fc.nat(1_000),
      async (chosen, maxTier, start) => {
        const paths = explorePaths(ladder(2, chosen), { maxTier }).everyPath().drop(start).take(10);
        for (const path of paths) expect((await runPath(path)).differences, kindsOf(path)).toEqual([]);
      },
    );
    await fc.assert(property, { seed: 20261124, numRuns: 20 });
  });

  test('shows every snapshot, tells the caller its end, and keeps its record', async () => {
    const path = pathOf('cannot timeout can timeout sure', { maxRetries: 1 });
    const { records, snapshots, settled, differences } = await runPath(path);
    expect(differences).toEqual([]);
    expect(records.map(({ to }) => to)).toEqual(path.records.map(({ to }) => to));
    expect(snapshots.at(-1) && endOf(snapshots.at(-1) ?? { output: undefined })).toMatchObject({ status: 'completed' });
    expect(settled).toMatchObject({ result: { finalTier: 2 } });
  });

  test.for([
    ['cannot cannot wait sure', 'completed'],
    ['cannot cannot wait error', 'HANDOFF_TIERS_EXHAUSTED'],
    ['cannot cannot wait cancel', 'HANDOFF_CANCELLED'],
    ['cannot cannot wait expire', 'HANDOFF_BUDGET_EXCEEDED'],
    ['expire', 'HANDOFF_BUDGET_EXCEEDED'],
    ['can cancel', 'HANDOFF_CANCELLED'],
  ])('with a person, or an interruption: %s', async ([kinds, expected]) => {
    const { settled, differences } = await runPath(pathOf(kinds ?? '', { atCap: 'human' }));
    expect(differences).toEqual([]);
    const told = 'result' in settled ? { code: settled.result.status } : settled.error;
    expect(told).toMatchObject({ code: expected });
  });

  test('takes a memory of yours', async () => {
    const sharedMemory = sqliteMemory(':memory:');
    const path = pathOf('cannot can sure');
    expect((await runPath(path, { sharedMemory, executionId: 'mine' })).differences).toEqual([]);
    expect(await sharedMemory.list()).toMatchObject({ executions: [{ executionId: 'mine', status: 'completed' }] });
    await sharedMemory.close();
  });

  test('says where it goes otherwise', async () => {
    const path = pathOf('cannot can sure');
    const { differences } = await runPath(path, {
      assemble: (parts) => assemblePattern({ ...parts, policy: { ...parts.policy, routing: 'direct' } }),
    });
    expect(differences.join('\n')).toContain('"routing":"direct"');
    const stuck = runPath(path, {
      assemble: (parts) => ({ ...assemblePattern(parts), executeWithHandoff: () => new Promise(() => undefined) }),
    });
    await expect(stuck).resolves.toMatchObject({
      settled: { error: { message: expect.stringContaining('Everything waits') } },
    });
  });
});
