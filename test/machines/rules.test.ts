import { describe, expect, test } from 'vitest';

import { failureReasons, type FailureReason } from '../../src/machines/failureReason.ts';
import { createHandoffMachine } from '../../src/machines/handoffMachine.ts';
import type { PolicyOptions, RuledReason } from '../../src/machines/types.ts';
import { validConfig } from '../../src/machines/validConfig.ts';
import { answer, endOf, no, yes } from './walk.ts';

const tiers = [1, 2].map((level) => ({ level, agentId: `a${level}` }));
const failed = (reason: FailureReason, transient = false) => ({ error: { message: 'no', reason, transient } });
const again = { tier1: 'evaluating' };
const above = { tier2: 'evaluating' };
const ruled = failureReasons.filter((reason): reason is RuledReason => reason !== 'aborted');

function valueAfter(policy: PolicyOptions, ...turns: Parameters<typeof endOf>[1]) {
  return endOf({ tiers, policy }, turns).value;
}

describe('a rule for a reason', () => {
  test.for(ruled)('may escalate at once, or fail: %s', (reason) => {
    for (const onError of ['escalate', 'fail'] as const) {
      expect(valueAfter({ onError, on: { [reason]: 'escalate' } }, failed(reason, true))).toEqual(above);
      expect(valueAfter({ onError, on: { [reason]: 'fail' } }, failed(reason, true))).toBe('failed');
    }
  });

  test('may try again what would not be, and then does what onError says', () => {
    const policy = { maxRetries: 1, on: { refused: 'retry', invalidOutput: 'retry' } } as const;
    expect(valueAfter(policy, failed('refused'))).toEqual(again);
    expect(valueAfter(policy, failed('refused'), failed('invalidOutput'))).toEqual(above);
    expect(valueAfter({ ...policy, onError: 'fail' }, failed('refused'), failed('refused'))).toBe('failed');
  });

  test('may wait for a server, where what failed is transient', () => {
    const policy = { on: { unavailable: 'wait', quotaExceeded: 'wait' } } as const;
    expect(valueAfter(policy, failed('unavailable', true))).toEqual(again);
    expect(valueAfter(policy, failed('quotaExceeded'))).toEqual(above);
  });

  test('is by default that mistakes of one’s own fail, and the rest is tried again where it is transient', () => {
    for (const reason of ruled) {
      const isOwn = reason === 'unauthorized' || reason === 'notFound' || reason === 'configuration';
      expect(valueAfter({}, failed(reason))).toEqual(isOwn ? 'failed' : above);
    }
    expect(valueAfter({}, failed('timeout', true))).toEqual(again);
    expect(valueAfter({ on: { unauthorized: 'escalate' } }, failed('unauthorized'))).toEqual(above);
  });

  test.for([
    [{ unauthorized: 'retry' }, 'policy.on.unauthorized'],
    [{ timeout: 'wait' }, 'policy.on.timeout'],
    [{ refused: 'never' }, 'policy.on.refused'],
    [{ aborted: 'fail' }, 'policy.on.aborted'],
  ] as const)('is refused where it makes no sense: %o', ([on, path]) => {
    const policy: object = { on };
    expect(() => validConfig({ tiers, policy })).toThrow(expect.objectContaining({ path }));
  });
});

describe('a tier’s own policy', () => {
  test('is in place of the common one, field by field, and rule by rule', () => {
    const unsure = { output: { ...answer, confidence: 0.6 } };
    const policy = { minConfidence: 0.9, on: { refused: 'fail' }, tiers: { 1: { minConfidence: 0.5 } } } as const;
    expect(valueAfter(policy, { output: yes }, unsure)).toBe('done');
    expect(valueAfter(policy, { output: no }, { output: yes }, unsure)).toBe('done');
    const stricter = { minConfidence: 0.5, tiers: { 1: { minConfidence: 0.9 } } } as const;
    expect(valueAfter(stricter, { output: yes }, unsure)).toEqual(above);
    const rules = { on: { refused: 'fail' }, tiers: { 1: { on: { timeout: 'escalate' } } } } as const;
    expect(valueAfter(rules, failed('refused'))).toBe('failed');
    expect(valueAfter(rules, failed('timeout', true))).toEqual(above);
    const patient = { maxRetries: 0, tiers: { 1: { maxRetries: 1, onError: 'fail' } } } as const;
    expect(valueAfter(patient, failed('timeout', true))).toEqual(again);
    expect(valueAfter(patient, failed('timeout', true), failed('timeout', true))).toBe('failed');
  });

  test.for([
    [{ 0: {} }, 'policy.tiers.0'],
    [{ one: {} }, 'policy.tiers.one'],
    [{ 1: { minConfidence: 2 } }, 'policy.tiers.1.minConfidence'],
    [{ 1: { callTimeoutMs: 0 } }, 'policy.tiers.1.callTimeoutMs'],
    [{ 1: { routing: 'direct' } }, 'policy.tiers.1.routing'],
    [{ 1: { on: { timeout: 'wait' } } }, 'policy.tiers.1.on.timeout'],
    [{ 1: null }, 'policy.tiers.1'],
  ])('is refused where it makes no sense: %o', ([own, path]) => {
    const policy: object = { tiers: own };
    expect(() => validConfig({ tiers, policy })).toThrow(expect.objectContaining({ path }));
  });
});

test('the guards of the machine have the names of the policy’s rules', () => {
  const machine = createHandoffMachine({ tiers });
  const names = new Set<string>();
  JSON.stringify(machine.definition, (key, value: unknown) => {
    if (key === 'guard' && typeof value === 'object' && value !== null && 'type' in value)
      names.add(String(value.type));
    return value;
  });
  expect([...names].toSorted()).toEqual([
    'aboveGate',
    'atCap',
    'belowGate',
    'canHandle',
    'cannotHandle',
    'limitReached',
    'mayEscalate',
    'mayRetry',
  ]);
});
