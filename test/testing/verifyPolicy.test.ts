import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, test, vi } from 'vitest';

import { parseSession } from '../../inspector/sources/sessionMemory.ts';
import { foldRecords } from '../../src/machines/fold.ts';
import { createHandoffMachine } from '../../src/machines/handoffMachine.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { PolicyViolationError } from '../../src/testing/policy/errors.ts';
import { explorePaths } from '../../src/testing/paths/explorePaths.ts';
import type { Expectation } from '../../src/testing/policy/checkPolicy.ts';
import type { VerifyOptions } from '../../src/testing/policy/verifyOptions.ts';
import { verifyPolicy } from '../../src/testing/policy/verifyPolicy.ts';
import { agentThat } from '../support/agents.ts';
import { ladder, quick } from './ladders.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-verify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const refunds: Expectation = {
  name: 'Refunds never stay at tier 1.',
  check: ({ end }) => (end.status === 'completed' && end.finalTier === 1 ? 'Tier 1 answered.' : undefined),
};

describe('verifyPolicy', () => {
  test('goes over three tiers with all that can happen, and says what it covered', async () => {
    const report = await verifyPolicy(ladder(3));
    const ofEach = [1, 2, 3].map((maxTier) => explorePaths(ladder(3), { maxTier }));
    expect(report).toMatchObject({
      states: ofEach.reduce((sum, { states }) => sum + states, 0),
      transitions: ofEach.reduce((sum, { transitions }) => sum + transitions, 0),
      paths: ofEach.reduce((sum, { paths }) => sum + paths, 0),
      complete: true,
      limits: ['timeMs', 'tokens', 'costUsd'],
    });
    expect(report.invariants.map(({ name }) => name)).toContain('live-equals-pure');
    expect(report.invariants.every(({ holds }) => holds)).toBe(true);
    expect(report.pathsDriven).toBeGreaterThan(300);
  });

  test('takes the options of a pattern, a pattern, the options of a machine, and a machine; it calls nobody', async () => {
    const tiers = { 1: agentThat('agent-1'), 2: agentThat('agent-2'), 3: agentThat('agent-3') };
    const policy = { maxRetries: 0 };
    const options = { tiers, policy };
    const sources = [options, createHandoffPattern(options), ladder(3), createHandoffMachine(ladder(3))];
    const reports = await Promise.all(sources.map((source) => verifyPolicy(source, { ...quick, drive: 'none' })));
    expect(new Set(reports.map((report) => JSON.stringify(report)))).toHaveLength(1);
    expect(Object.values(tiers).flatMap(({ evaluations }) => evaluations)).toEqual([]);
    const levels = [
      { numTiers: 2, provider: 'embedded' as const, policy },
      { tierConfigs: { 2: { model: 'm' } }, policy },
    ];
    vi.stubEnv('OPENAI_API_KEY', 'unused');
    for (const level of levels) expect((await verifyPolicy(level, quick)).config.tiers).toHaveLength(2);
    vi.unstubAllEnvs();
  });

  test('checks your own expectations until each is broken, and shows the shortest that is otherwise', async () => {
    const sessionFile = join(folder, 'deep', 'counterexample.json');
    const error: unknown = await verifyPolicy(ladder(2), { invariants: [refunds], sessionFile }).catch(
      (thrown: unknown) => thrown,
    );
    if (!PolicyViolationError.isInstance(error)) throw error;
    expect(error.message).toBe(
      [
        'Broken: Refunds never stay at tier 1.',
        'Tier 1 answered.',
        'The shortest path that shows it, with 2 tiers and maxTier 2:',
        '  start → tier1.evaluating',
        '  tier1.evaluating (agent-1): can handle it, needs tier 1 → tier1.executing',
        '  tier1.executing (agent-1): answers, sure enough → done',
        `Look at it: npx handoff inspect ${sessionFile}`,
      ].join('\n'),
    );
    expect(error).toMatchObject({ code: 'HANDOFF_POLICY_VIOLATION', report: { complete: true } });
    expect(error.report.pathsChecked).toBeLessThan(explorePaths(ladder(2)).paths);

    const session = parseSession(JSON.parse(readFileSync(sessionFile, 'utf8')));
    const [records = []] = session.executions;
    expect(session).toMatchObject({ format: 'xstate-handoff-session', version: 1, title: refunds.name });
    expect(session.focus).toEqual({ executionId: 'explored', seq: 2 });
    expect(session.note).toContain('tier1.executing (agent-1): answers');
    expect(foldRecords(records).at(-1)?.snapshot.output).toMatchObject({ status: 'completed', finalTier: 1 });
    expect(new Set(records.map(({ timestamp }) => timestamp))).toHaveLength(3);
  });

  test('takes an assertion for an expectation, and says where it stopped looking', async () => {
    const check = () => expect.unreachable('never');
    await expect(verifyPolicy(ladder(2), { ...quick, invariants: [{ name: 'Mine.', check }] })).rejects.toThrow(
      'never',
    );
    const fine = { name: 'Fine.', check: () => undefined };
    const all = await verifyPolicy(ladder(2), { ...quick, invariants: [fine] });
    expect(all.pathsChecked).toBe(explorePaths(ladder(2), quick).paths);
    expect(await verifyPolicy(ladder(3), { invariants: [fine], maxPaths: 10, drive: 'none' })).toMatchObject({
      complete: false,
      cut: expect.stringContaining('after the 10 shortest'),
      pathsChecked: 10,
    });
  });

  test('drives every path where it is told to', async () => {
    const { paths } = explorePaths(ladder(2), quick);
    const report = await verifyPolicy(ladder(2), { ...quick, drive: 'paths' });
    expect(report).toMatchObject({ pathsDriven: paths, complete: true });
  });

  test('refuses options that it does not know', async () => {
    const options: VerifyOptions = JSON.parse('{ "maxpaths": 1 }');
    await expect(verifyPolicy(ladder(1), options)).rejects.toThrow("unknown option 'maxpaths'");
  });
});
