import { describe, expect, test } from 'vitest';

import { isTransitionRecord, recordIssues } from '../../../src/memory/chain/recordShape.ts';
import { sealRecords } from '../../../src/memory/chain/sealRecord.ts';
import { sampleRecords } from '../../../src/testing/store/sampleRecords.ts';

const [first, evaluated] = sealRecords(sampleRecords('shape'));

describe('a value is a record', () => {
  test('whatever the execution came to', () => {
    for (const end of ['running', 'waiting', 'completed', 'failed', 'cancelled'] as const) {
      expect(sampleRecords('shape', { end }).flatMap(recordIssues)).toEqual([]);
      expect(sampleRecords('shape', { end }).every(isTransitionRecord)).toBe(true);
    }
  });

  test.for<[string, object]>([
    ['executionId', { executionId: 'a\0b' }],
    ['seq', { seq: -1 }],
    ['seq', { seq: 0.5 }],
    ['timestamp', { timestamp: 'yesterday' }],
    ['from', { from: 'tier1.thinking' }],
    ['to', { to: 'tier0.evaluating' }],
    ['tierLevel', { tierLevel: 0 }],
    ['agentId', { agentId: 7 }],
    ['usage.inputTokens', { usage: { inputTokens: -1, outputTokens: 0 } }],
    ['costUsd', { costUsd: -0.5 }],
    ['durationMs', { durationMs: '7' }],
    ['decision.requiresTier', { decision: { ...evaluated?.decision, requiresTier: 0 } }],
    ['decision.timestamp', { decision: { ...evaluated?.decision, timestamp: '' } }],
    ['seal.hash', { seal: { previousHash: '0' } }],
  ])('only with a good %s', ([path, change]) => {
    const changed = { ...evaluated, ...change };
    expect(isTransitionRecord(changed)).toBe(false);
    expect(recordIssues(changed)).toEqual([expect.stringMatching(new RegExp(`^${path}: `))]);
  });

  test('only where the first event has an input with a task, and a config with tiers and a policy', () => {
    const event = first?.event;
    if (event?.type !== 'xstate.init' || !('config' in event)) throw new Error('There is no first event.');
    const { input, config } = event;
    for (const change of [{ input: { ...input, task: 7 } }, { config: { ...config, tiers: [{ level: 0 }] } }]) {
      expect(recordIssues({ ...first, event: { ...event, ...change } })).toEqual([
        expect.stringContaining('the first event needs'),
      ]);
    }
  });
});
