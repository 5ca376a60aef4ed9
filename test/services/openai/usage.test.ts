import { describe, expect, it } from 'vitest';

import { largerUsage, sumOfUsage, usageIn } from '../../../src/services/openai/usage.ts';

describe('usage', () => {
  it.each([
    [
      { prompt_tokens: 12, completion_tokens: 2 },
      { inputTokens: 12, outputTokens: 2 },
    ],
    // Reasoning beside the completion (xAI), and within it (OpenAI).
    [
      {
        prompt_tokens: 12,
        completion_tokens: 2,
        total_tokens: 331,
        completion_tokens_details: { reasoning_tokens: 317 },
      },
      { inputTokens: 12, outputTokens: 319 },
    ],
    [
      { prompt_tokens: 12, completion_tokens: 2, completion_tokens_details: { reasoning_tokens: 317 } },
      { inputTokens: 12, outputTokens: 319 },
    ],
    [
      {
        prompt_tokens: 12,
        completion_tokens: 319,
        total_tokens: 331,
        completion_tokens_details: { reasoning_tokens: 317 },
      },
      { inputTokens: 12, outputTokens: 319 },
    ],
    [
      { prompt_tokens: 12, completion_tokens: 5, total_tokens: 0 },
      { inputTokens: 12, outputTokens: 5 },
    ],
    [
      { prompt_tokens: 12, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 8 } },
      { inputTokens: 12, outputTokens: 5, cachedInputTokens: 8 },
    ],
    [{ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }, null],
    [{ prompt_tokens: -1, completion_tokens: 5 }, null],
    [{ prompt_tokens: 1.5, completion_tokens: 5 }, null],
    [
      { prompt_tokens: '12', completion_tokens: 5 },
      { inputTokens: 12, outputTokens: 5 },
    ],
    [
      { input_tokens: 12, output_tokens: 5 },
      { inputTokens: 12, outputTokens: 5 },
    ],
    [
      { prompt_tokens: 12, total_tokens: 17 },
      { inputTokens: 12, outputTokens: 5 },
    ],
    [
      { prompt_tokens: 10, completion_tokens: 5, total_tokens: 2_015, cache_creation_input_tokens: 2_000 },
      { inputTokens: 10, outputTokens: 5 },
    ],
    [{ prompt_tokens: 12, completion_tokens: 0, total_tokens: 12 }, null],
    [{ total_tokens: 12 }, null],
    [null, null],
  ])('%j is %j', (raw, usage) => {
    expect(usageIn(raw)).toEqual(usage);
  });

  it('is never lost to a later report of less', () => {
    const early = { inputTokens: 12, outputTokens: 5, cachedInputTokens: 8 };
    expect(largerUsage(early, null)).toEqual(early);
    expect(largerUsage(early, { inputTokens: 12, outputTokens: 0 })).toEqual(early);
    expect(largerUsage(null, early)).toEqual(early);
  });

  it('is summed over the requests of a call', () => {
    const one = { inputTokens: 1, outputTokens: 2 };
    expect(sumOfUsage(one, one)).toEqual({ inputTokens: 2, outputTokens: 4 });
    expect(sumOfUsage(one, { ...one, cachedInputTokens: 1 })).toEqual({
      inputTokens: 2,
      outputTokens: 4,
      cachedInputTokens: 1,
    });
  });
});
