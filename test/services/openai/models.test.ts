import { describe, expect, it } from 'vitest';

import { defaultModelFor, defaultModels } from '../../../src/services/openai/models.ts';

const ladder = (count: number) => Array.from({ length: count }, (_, index) => defaultModelFor(index, count));

describe('the default models', () => {
  it('are one per tier, cheap to strong', () => {
    expect(ladder(1)).toEqual(['gpt-6.1-terra']);
    expect(ladder(2)).toEqual(['gpt-6-luna', 'gpt-6.1-sol']);
    expect(ladder(3)).toEqual(['gpt-6-luna', 'gpt-6.1-terra', 'gpt-6.1-sol']);
    expect(ladder(4)).toEqual(['gpt-6-luna', 'gpt-6.1-terra', 'gpt-6.1-sol', 'gpt-6-astra']);
  });

  it('are spread over more tiers, all of them, never stepping down', () => {
    for (let count = 5; count <= 64; count += 1) {
      const places = ladder(count).map((model) => defaultModels.indexOf(model));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(new Set(places).size).toBe(defaultModels.length);
    }
  });

  it('are none for a tier that is not there', () => {
    for (const [index, count] of [
      [0, 0],
      [-1, 3],
      [3, 3],
      [0.5, 3],
      [Number.NaN, 3],
    ] as const) {
      expect(() => defaultModelFor(index, count)).toThrow(RangeError);
    }
  });
});
