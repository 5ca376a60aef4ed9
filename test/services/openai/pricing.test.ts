import { describe, expect, it } from 'vitest';

import { costOf, priceTable } from '../../../src/services/pricing.ts';

const pricing = {
  plain: { inputPerMillion: 2, outputPerMillion: 10 },
  cached: { inputPerMillion: 2, outputPerMillion: 10, cachedInputPerMillion: 0.5 },
  free: { inputPerMillion: 0, outputPerMillion: 0 },
};
const usage = { inputTokens: 1_000_000, outputTokens: 100_000 };

describe('the cost of a call', () => {
  it('is the price of its tokens', () => {
    expect(costOf(pricing, 'plain', usage)).toBe(3);
    expect(costOf(pricing, 'free', usage)).toBe(0);
  });

  it('counts cached input at its own price, or at the full one where there is none', () => {
    const half = { ...usage, cachedInputTokens: 500_000 };
    expect(costOf(pricing, 'cached', half)).toBe(2.25);
    expect(costOf(pricing, 'plain', half)).toBe(3);
    expect(costOf(pricing, 'cached', { ...usage, cachedInputTokens: 9_000_000 })).toBe(1.5);
  });

  it('is not known without a table, or for a model that is not in it', () => {
    expect(costOf(undefined, 'plain', usage)).toBeNull();
    expect(costOf(pricing, 'other', usage)).toBeNull();
    expect(costOf(pricing, 'toString', usage)).toBeNull();
  });
});

describe('a price table', () => {
  it('takes finite prices from 0 and nothing else', () => {
    expect(priceTable.allows(pricing)).toBe(true);
    for (const price of [
      {},
      { inputPerMillion: -1, outputPerMillion: 1 },
      { inputPerMillion: Number.NaN, outputPerMillion: 1 },
      { inputPerMillion: 1, outputPerMillion: Infinity },
      { inputPerMillion: '1', outputPerMillion: 1 },
      { inputPerMillion: 1, outputPerMillion: 1, input: 1 },
    ]) {
      expect(priceTable.allows({ m: price })).toBe(false);
    }
  });
});
