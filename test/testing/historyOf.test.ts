import { describe, expect, test } from 'vitest';

import { ReplayError } from '../../src/machines/errors.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { historyOf } from '../../src/testing/invariants/history.ts';
import { invariants } from '../../src/testing/invariants/invariants.ts';
import { agentThat } from '../support/agents.ts';

const problemsOf = (records: readonly TransitionRecord[]) =>
  invariants.flatMap(({ name, check }) => (check(historyOf(records)) === undefined ? [] : name));

async function stored() {
  const pattern = createHandoffPattern({
    tiers: { 1: agentThat('triage', { canHandle: false }), 2: agentThat('desk') },
  });
  const { executionId } = await pattern.executeWithHandoff('Where is my order?', {
    maxTier: 2,
    limits: { timeMs: 60_000 },
  });
  const fork = await pattern.fork(executionId, { at: 1, event: { output: { canHandle: true } } });
  return {
    records: await pattern.getTransitions(executionId),
    forked: await pattern.getTransitions(fork.executionId),
  };
}

describe('the history of a stored execution', () => {
  test('lets the invariants check it, also while it runs, and that of a fork', async () => {
    const { records, forked } = await stored();
    expect(historyOf(records)).toMatchObject({ input: { maxTier: 2 }, end: { status: 'completed', finalTier: 2 } });
    expect(historyOf(records.slice(0, 2)).end).toBeNull();
    for (const length of records.keys()) expect(problemsOf(records.slice(0, length + 1))).toEqual([]);
    expect(problemsOf(forked)).toEqual([]);
  });

  test('is none where the record does not fold', async () => {
    const { records } = await stored();
    expect(() => historyOf([])).toThrow(ReplayError);
    expect(() => historyOf(records.slice(1))).toThrow(ReplayError);
    expect(() => historyOf(records.map((record) => ({ ...record, timestamp: '' })))).toThrow(ReplayError);
  });
});
