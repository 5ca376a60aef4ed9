import type { Limits } from './types.ts';

/** The names that two limits had in records of the machine's version 1. */
interface OlderLimits {
  readonly maxTokens?: number;
  readonly maxCostUsd?: number;
}

/** The limits under their present names, whichever version recorded them. */
export function presentLimits({ maxTokens, maxCostUsd, ...limits }: Limits & OlderLimits = {}): Limits {
  return {
    ...(maxTokens !== undefined && { tokens: maxTokens }),
    ...(maxCostUsd !== undefined && { costUsd: maxCostUsd }),
    ...limits,
  };
}
