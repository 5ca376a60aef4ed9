import type { Usage } from '../machines/types.ts';
import { optionsOf, required } from '../options/checkedOptions.ts';
import { numberFrom, recordOf } from '../options/rules.ts';

const modelPrice = optionsOf<ModelPrice>({
  inputPerMillion: required(numberFrom(0)),
  outputPerMillion: required(numberFrom(0)),
  cachedInputPerMillion: numberFrom(0),
});

/** Finite prices, none of them negative, by any model name. */
export const priceTable = recordOf('prices by model', { expected: 'a model', pattern: /./ }, modelPrice);

/** What a model's tokens cost, in US dollars per million tokens. */
export interface ModelPrice {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
  /** For the part of the input that the provider served from its cache. Default: `inputPerMillion`. */
  readonly cachedInputPerMillion?: number | undefined;
}

/**
 * Prices by model name. This package knows no prices of its own: they change, and a guessed cost is worse than none.
 * Take them from your provider's price page.
 */
export type PriceTable = Readonly<Record<string, ModelPrice>>;

/** What these tokens cost in US dollars, or `null` where there is no table or the table has no such model. */
export function costOf(pricing: PriceTable | undefined, model: string, usage: Usage): number | null {
  if (pricing === undefined || !Object.hasOwn(pricing, model)) return null;
  const price = pricing[model];
  if (price === undefined) return null;
  const { inputPerMillion, outputPerMillion, cachedInputPerMillion = inputPerMillion } = price;
  const cached = Math.min(usage.cachedInputTokens ?? 0, usage.inputTokens);
  const fresh = usage.inputTokens - cached;
  return (fresh * inputPerMillion + cached * cachedInputPerMillion + usage.outputTokens * outputPerMillion) / 1_000_000;
}
