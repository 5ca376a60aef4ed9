import { describe, expect, test } from 'vitest';

import { ConfigurationError } from '../../src/machines/errors.ts';
import { defaultPolicy } from '../../src/machines/policy.ts';
import type { HandoffMachineOptions } from '../../src/machines/types.ts';
import { validConfig, validDraft } from '../../src/machines/validConfig.ts';

const tiers = [
  { level: 3, agentId: 'c', name: 'Expert' },
  { level: 1, agentId: 'a' },
];

/** The path of the option that is refused. */
function refused(policy: object): string | null {
  const options: HandoffMachineOptions = { tiers, policy };
  try {
    validConfig(options);
    return null;
  } catch (error) {
    return ConfigurationError.isInstance(error) ? error.path : String(error);
  }
}

describe('a configuration', () => {
  test('has its tiers in ascending order, with their names, and a complete policy', () => {
    expect(validConfig({ tiers })).toEqual({
      version: 2,
      tiers: [
        { level: 1, agentId: 'a' },
        { level: 3, agentId: 'c', name: 'Expert' },
      ],
      policy: {
        routing: 'sequential',
        minConfidence: 0,
        onError: 'escalate',
        atCap: 'execute',
        maxRetries: 2,
        retryDelayMs: 1_000,
        maxWaitMs: 10_000,
        on: { rateLimited: 'wait', unauthorized: 'fail', notFound: 'fail', configuration: 'fail' },
        tiers: {},
        onLimit: 'fail',
      },
      humanAgentId: 'human',
    });
  });

  test('keeps the default of an option that is undefined', () => {
    const policy: object = { routing: undefined, maxRetries: undefined };
    expect(validConfig({ tiers, policy }).policy).toEqual(defaultPolicy);
  });

  test('may be as large as its limits say, and no larger', () => {
    for (const policy of [{ minConfidence: 1 }, { maxRetries: 10 }, { retryDelayMs: 3_600_000 }, { retryDelayMs: 0 }]) {
      expect(refused(policy)).toBeNull();
    }
    const many = Array.from({ length: 64 }, (_, index) => ({ level: index + 1, agentId: 'a' }));
    expect(validConfig({ tiers: many }).tiers).toHaveLength(64);
    expect(refused({ minConfidence: 1.1 })).toBe('policy.minConfidence');
    expect(refused({ minConfidence: -0.1 })).toBe('policy.minConfidence');
    expect(refused({ maxRetries: 11 })).toBe('policy.maxRetries');
    expect(refused({ maxRetries: 1.5 })).toBe('policy.maxRetries');
    expect(refused({ retryDelayMs: 3_600_001 })).toBe('policy.retryDelayMs');
    expect(refused({ maxWaitMs: 3_600_001 })).toBe('policy.maxWaitMs');
    expect(refused({ maxWaitMs: Number.NaN })).toBe('policy.maxWaitMs');
    expect(refused({ on: { rateLimited: 'never' } })).toBe('policy.on.rateLimited');
    expect(refused({ on: { bored: 'wait' } })).toBe('policy.on.bored');
    expect(refused({ on: null })).toBe('policy.on');
  });

  test('refuses what is none of the choices, what is no number, and what it does not know', () => {
    for (const key of ['routing', 'onError', 'atCap', 'onLimit']) expect(refused({ [key]: 'x' })).toBe(`policy.${key}`);
    expect(refused({ minConfidence: '0.5' })).toBe('policy.minConfidence');
    expect(refused({ retries: 1 })).toBe('policy.retries');
  });

  test('refuses a level that stands twice, however far apart', () => {
    const twice = [...tiers, { level: 3, agentId: 'd' }];
    expect(() => validConfig({ tiers: twice })).toThrow('Tier level 3 is given twice');
  });

  test('has tiers, unless it is a draft', () => {
    expect(() => validConfig({ tiers: [] })).toThrow('There are no tiers');
    expect(validDraft({ tiers: [] })).toEqual({ version: 2, tiers: [], policy: defaultPolicy, humanAgentId: 'human' });
    expect(() => validDraft({ tiers: [], policy: { maxRetries: -1 } })).toThrow('maxRetries');
  });
});
