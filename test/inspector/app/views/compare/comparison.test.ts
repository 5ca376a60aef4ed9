import { describe, expect, test } from 'vitest';

import { comparisonOf } from '../../../../../inspector/app/views/compare/comparison.ts';
import { createHandoffPattern, functionAgent, inMemory } from '../../../../../src/index.ts';
import { ReplayError } from '../../../../../src/machines/errors.ts';
import { sampleRecords } from '../../../../../src/testing/store/sampleRecords.ts';

/** A run that escalates once, and its fork in which the first tier says yes. */
async function family(outputOfFork: object) {
  const sharedMemory = inMemory();
  const tier = (agentId: string, canHandle: boolean, costUsd: number) =>
    functionAgent({
      agentId,
      evaluate: async () => ({ canHandle, complexityScore: 0.62, reasoning: 'r', requiresTier: 2, costUsd }),
      execute: async () => ({ result: `by ${agentId}`, confidence: 0.9, executionMetadata: {}, costUsd }),
    });
  const pattern = createHandoffPattern({
    sharedMemory,
    tiers: { 1: tier('small', false, 0.25), 2: tier('large', true, 1) },
  });
  const parent = await pattern.executeWithHandoff('a task', { executionId: 'parent' });
  await pattern.fork(parent.executionId, { executionId: 'fork', at: 1, event: { output: outputOfFork } });
  const execution = async (executionId: string) => ({
    executionId,
    records: await pattern.getTransitions(executionId),
  });
  return { parent: await execution('parent'), fork: await execution('fork') };
}

describe('a fork beside its parent', () => {
  test('parts at the step that was changed', async () => {
    const { parent, fork } = await family({ canHandle: true });
    const { shared, parted, differs } = comparisonOf(parent, fork);
    expect(shared.map(({ seq }) => seq)).toEqual([0]);
    expect(differs).toBe(true);
    expect(parted.map(({ parent, fork }) => [parent?.to, fork?.to])).toEqual([
      ['tier1.escalating', 'tier1.executing'],
      ['tier2.evaluating', 'done'],
      ['tier2.executing', undefined],
      ['done', undefined],
    ]);
  });

  test('has its own figures, and says what came after the change', async () => {
    const { parent, fork } = await family({ canHandle: true });
    expect(comparisonOf(parent, fork)).toMatchObject({
      parent: {
        status: 'completed',
        finalTier: 2,
        escalationCount: 1,
        costUsd: 2.25,
        costAfterUsd: 2,
        result: 'by large',
      },
      fork: {
        status: 'completed',
        finalTier: 1,
        escalationCount: 0,
        costUsd: 0.5,
        costAfterUsd: 0.25,
        result: 'by small',
      },
    });
  });

  test('parts also where the change led to the same state', async () => {
    const { parent, fork } = await family({ complexityScore: 0.7 });
    const { shared, parted } = comparisonOf(parent, fork);
    expect([shared.length, parted.length]).toEqual([1, 4]);
    expect(parted[0]?.parent?.to).toBe(parted[0]?.fork?.to);
  });
});

describe('what is alike', () => {
  const sample = (executionId: string, options: Parameters<typeof sampleRecords>[1] = {}) => ({
    executionId,
    records: sampleRecords(executionId, options),
  });

  test('is the same path at another time', () => {
    const other = sample('other', { startedAt: '2026-02-01T00:00:00.000Z' });
    expect(comparisonOf(sample('one'), other)).toMatchObject({ parted: [], differs: false });
  });

  test('a fork that is not so far yet is behind, not different', () => {
    const behind = comparisonOf(sample('one'), sample('other', { end: 'running' }));
    expect(behind).toMatchObject({
      parted: [{ seq: 4, fork: undefined }],
      differs: false,
      fork: { status: 'running' },
    });
  });

  test('an end that the other has not is a difference', () => {
    const ended = comparisonOf(sample('one', { end: 'waiting' }), sample('other', { end: 'failed' }));
    expect(ended).toMatchObject({
      differs: true,
      parent: { status: 'waiting', result: null },
      fork: { status: 'failed', failure: { message: 'The provider answered 500.' }, result: null },
    });
  });

  test('a cost that is not known stays not known', () => {
    expect(comparisonOf(sample('one'), sample('other')).fork).toMatchObject({ costUsd: null });
  });

  test('records that do not fold are refused', () => {
    const torn = { executionId: 'torn', records: sampleRecords('torn').slice(1) };
    expect(() => comparisonOf(sample('one'), torn)).toThrow(ReplayError);
  });
});
