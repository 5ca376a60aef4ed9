import { isObject } from '../../machines/checks.ts';
import type { Usage } from '../../machines/types.ts';

/**
 * The tokens of a chat completion's `usage`; `null` where it reports none. An answer of no tokens is no report:
 * nothing is made of nothing.
 *
 * Servers differ in whether `completion_tokens` holds those spent on reasoning. Where `total_tokens` says that there were
 * more, or the reasoning alone is more, the larger figure counts: those tokens are paid for.
 */
export function usageIn(raw: unknown): Usage | null {
  if (!isObject(raw)) return null;
  const input = countOf(raw['prompt_tokens'] ?? raw['input_tokens']);
  const completion = countOf(raw['completion_tokens'] ?? raw['output_tokens']);
  const total = countOf(raw['total_tokens']) ?? 0;
  if (input === undefined || (completion ?? total) === 0) return null;
  const reasoning = countOf(detailOf(raw['completion_tokens_details'], 'reasoning_tokens')) ?? 0;
  const cached = countOf(detailOf(raw['prompt_tokens_details'], 'cached_tokens') ?? raw['prompt_cache_hit_tokens']);
  // Anthropic's own counts of its cache stand beside the input, and in the total.
  const beside = (countOf(raw['cache_creation_input_tokens']) ?? 0) + (countOf(raw['cache_read_input_tokens']) ?? 0);
  const written = completion ?? 0;
  const output = Math.max(total - input - beside, reasoning > written ? written + reasoning : written);
  return { inputTokens: input, outputTokens: output, ...(cached !== undefined && { cachedInputTokens: cached }) };
}

/** Of two reports on one answer the larger figures: a later zero never wipes out an earlier figure. */
export function largerUsage(before: Usage | null, after: Usage | null): Usage | null {
  if (before === null || after === null) return after ?? before;
  const cached = larger(before.cachedInputTokens, after.cachedInputTokens);
  return {
    inputTokens: Math.max(before.inputTokens, after.inputTokens),
    outputTokens: Math.max(before.outputTokens, after.outputTokens),
    ...(cached !== undefined && { cachedInputTokens: cached }),
  };
}

/** The sum of two answers' usage. */
export function sumOfUsage(a: Usage, b: Usage): Usage {
  const known = a.cachedInputTokens !== undefined || b.cachedInputTokens !== undefined;
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    ...(known && { cachedInputTokens: (a.cachedInputTokens ?? 0) + (b.cachedInputTokens ?? 0) }),
  };
}

function countOf(given: unknown): number | undefined {
  const value = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function detailOf(details: unknown, key: string): unknown {
  return isObject(details) ? details[key] : undefined;
}

function larger(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}
