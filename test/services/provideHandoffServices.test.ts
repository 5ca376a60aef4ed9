import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createActor, toPromise } from 'xstate';

import { createHandoffMachine } from '../../src/machines/handoffMachine.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import type { HandoffInput, PolicyOptions } from '../../src/machines/types.ts';
import { foldRecords } from '../../src/machines/fold.ts';
import { AgentCallError } from '../../src/services/errors.ts';
import { functionAgent } from '../../src/services/functionAgent.ts';
import { provideHandoffServices } from '../../src/services/provideHandoffServices.ts';
import { agentThat } from '../support/agents.ts';

const timestamp = '2026-01-01T00:00:00.000Z';
const tiers = [1, 2].map((level) => ({ level, agentId: `a${level}` }));

function begin(
  agents: Parameters<typeof provideHandoffServices>[1],
  policy: PolicyOptions,
  input: Partial<HandoffInput>,
) {
  const machine = provideHandoffServices(createHandoffMachine({ tiers, policy }), agents);
  const actor = createActor(machine, { input: { executionId: 'e', task: 't', timestamp, ...input } });
  const records: TransitionRecord[] = [];
  actor.on('transition', ({ record }) => records.push(record));
  actor.start();
  return { records, output: toPromise(actor) };
}

beforeEach(() => void vi.useFakeTimers({ now: Date.parse(timestamp) }));
afterEach(() => void vi.useRealTimers());

describe('a machine that is embedded with services of agents', () => {
  test('tells the time of its calls, and its records replay', async () => {
    const { records, output } = begin({ 1: agentThat('a1', { canHandle: false }), 2: agentThat('a2') }, {}, {});
    expect(await output).toMatchObject({ status: 'completed', finalTier: 2 });
    expect(records.every((record) => record.timestamp === timestamp)).toBe(true);
    expect(foldRecords(records)).toHaveLength(records.length);
  });

  test('waits as long as a retry is to be waited for', async () => {
    const times: number[] = [];
    const busy = functionAgent({
      agentId: 'a1',
      evaluate: () => {
        times.push(Date.now() - Date.parse(timestamp));
        if (times.length === 1) throw new AgentCallError('a1', 'rateLimited', 'slowly', { retryAfterMs: 4_000 });
        return { canHandle: true };
      },
      execute: () => ({ result: 'r', confidence: 1 }),
    });
    const { output } = begin({ 1: busy }, {}, {});
    await vi.advanceTimersByTimeAsync(3_999);
    expect(times).toEqual([0]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await output).toMatchObject({ status: 'completed' });
    expect(times).toEqual([0, 4_000]);
  });

  test('ends at its deadline, also in the middle of a call', async () => {
    const silent = functionAgent({
      agentId: 'a1',
      evaluate: () => new Promise(() => {}),
      execute: () => new Promise(() => {}),
    });
    const { output } = begin({ 1: silent }, {}, { limits: { deadline: '2026-01-01T00:00:05.000Z' } });
    await vi.advanceTimersByTimeAsync(5_001);
    expect(await output).toMatchObject({ status: 'failed', limitReached: 'timeMs' });
  });

  test('ends where a tier has no agent, and says which', async () => {
    const { output } = begin({}, {}, {});
    expect(await output).toMatchObject({ status: 'failed', failure: { message: expect.stringContaining('tier 1') } });
  });
});

test.for([
  [{ executionId: 5 }, 'input.executionId'],
  [{ timestamp: 'today' }, 'input.timestamp'],
  [{ maxTier: 1.5 }, 'input.maxTier'],
  [{ limits: { costUsd: -1 } }, 'input.limits.costUsd'],
  [{ limits: { tokens: 0 } }, 'input.limits.tokens'],
  [{ limits: { deadline: 'soon' } }, 'input.limits.deadline'],
  [undefined, 'input'],
] as const)('an embedded machine with a wrong input calls nobody: %o', ([change, path]) => {
  const agent = agentThat('a1');
  const machine = provideHandoffServices(createHandoffMachine({ tiers }), { 1: agent });
  const input: object = change === undefined ? {} : { input: { executionId: 'e', task: 't', timestamp, ...change } };
  const actor: { getSnapshot(): unknown } = Reflect.apply(createActor, undefined, [machine, input]);
  expect(actor.getSnapshot()).toMatchObject({ status: 'error', error: { code: 'HANDOFF_CONFIGURATION', path } });
  expect(agent.evaluations).toHaveLength(0);
});

describe('an embedded policy', () => {
  const forever = () => new Promise<never>(() => undefined);

  test('has a time for the calls of a tier', async () => {
    const silent = functionAgent({ agentId: 'a1', evaluate: forever, execute: forever });
    const policy = { maxRetries: 0, tiers: { 1: { callTimeoutMs: 30 } } };
    const { output } = begin({ 1: silent, 2: agentThat('a2') }, policy, {});
    await vi.advanceTimersByTimeAsync(30);
    expect(await output).toMatchObject({ finalTier: 2 });
  });

  test('asks nobody in the place of a person', async () => {
    const agent = agentThat('a2', { canHandle: false });
    const { output } = begin({ 1: agentThat('a1', { canHandle: false }), 2: agent }, { atCap: 'human' }, {});
    expect(await output).toMatchObject({ status: 'failed', failure: { message: expect.stringContaining('human') } });
    expect(agent.executions).toHaveLength(0);
  });

  test('gives the best answer so far at the deadline', async () => {
    const silent = functionAgent({ agentId: 'a2', evaluate: forever, execute: forever });
    const policy = { minConfidence: 0.95, onLimit: 'best-effort' } as const;
    const limits = { deadline: '2026-01-01T00:00:05.000Z' };
    const { output } = begin({ 1: agentThat('a1'), 2: silent }, policy, { limits });
    await vi.advanceTimersByTimeAsync(5_001);
    expect(await output).toMatchObject({ status: 'completed', finalTier: 1, limitReached: 'timeMs' });
  });

  test.for(['task', 'executionId'] as const)('spends nothing on an empty %s', async (field) => {
    const agent = agentThat('a1');
    const { output } = begin({ 1: agent }, {}, { [field]: '' });
    expect(await output).toMatchObject({ status: 'failed', failure: { code: 'HANDOFF_CONFIGURATION' } });
    expect(agent.evaluations).toHaveLength(0);
  });
});
