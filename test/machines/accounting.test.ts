import { describe, expect, test } from 'vitest';

import { accounted, limitReached, type Account } from '../../src/machines/accounting.ts';

const nothing: Account = { usage: { inputTokens: 0, outputTokens: 0, calls: 0, unreportedCalls: 0 }, costUsd: 0 };
const usage = { inputTokens: 3, outputTokens: 2 };
const start = '2026-01-31T12:00:00.000Z';

describe('what calls used', () => {
  test('adds up, input and output apart', () => {
    const twice = accounted(accounted(nothing, { usage, costUsd: 0.5 }), { usage, costUsd: 0.25 });
    expect(twice).toEqual({
      usage: { inputTokens: 6, outputTokens: 4, calls: 2, unreportedCalls: 0 },
      costUsd: 0.75,
    });
  });

  test('is not known any more after one call of unknown cost, whatever follows', () => {
    const unknown = accounted(nothing, { usage });
    expect(unknown.costUsd).toBeNull();
    expect(accounted(unknown, { usage, costUsd: 0.5 }).costUsd).toBeNull();
    expect(accounted(nothing, { costUsd: null })).toMatchObject({ costUsd: null, usage: { unreportedCalls: 1 } });
  });
});

describe('a limit', () => {
  const spent: Account = { usage: { ...nothing.usage, ...usage }, costUsd: 0.5 };

  test('forbids another call as soon as it is used up exactly', () => {
    expect(limitReached({ limits: { tokens: 5 } }, spent, start)).toBe('tokens');
    expect(limitReached({ limits: { tokens: 6 } }, spent, start)).toBeNull();
    expect(limitReached({ limits: { costUsd: 0.5 } }, spent, start)).toBe('costUsd');
    expect(limitReached({ limits: { costUsd: 0.51 } }, spent, start)).toBeNull();
    expect(limitReached({ limits: { deadline: start } }, spent, start)).toBe('timeMs');
    expect(limitReached({ limits: { deadline: '2026-01-31T12:00:00.001Z' } }, spent, start)).toBeNull();
  });

  test('of money is reached by what is unknown, and never by what is free', () => {
    expect(limitReached({ limits: { costUsd: 100 } }, { ...spent, costUsd: null }, start)).toBe('costUsd');
    expect(limitReached({ limits: { costUsd: 0 } }, { ...spent, costUsd: 0 }, start)).toBeNull();
  });

  test('of tokens is reached by a call that does not report its own, but in an execution of version 1', () => {
    const unreported = { ...spent, usage: { ...spent.usage, unreportedCalls: 1 } };
    expect(limitReached({ limits: { tokens: 500 } }, unreported, start)).toBe('tokens');
    expect(limitReached({ limits: { tokens: 500 } }, unreported, start, 1)).toBeNull();
    expect(limitReached({ limits: {} }, unreported, start)).toBeNull();
  });
});
