import type { ChatModel } from 'openai/resources/shared';

/** The models used where none is named, from the cheapest to the most capable. */
export const defaultModels = [
  'gpt-6-luna',
  'gpt-6.1-terra',
  'gpt-6.1-sol',
  'gpt-6-astra',
] as const satisfies readonly ChatModel[];

export type DefaultModel = (typeof defaultModels)[number];

const [luna, terra, sol] = defaultModels;
const shortLadders: readonly (readonly DefaultModel[])[] = [[], [terra], [luna, sol], [luna, terra, sol]];

/**
 * The default model of one tier: never a cheaper one for a higher tier, and never one model for all of several tiers.
 *
 * @param index the tier's place among the tiers in ascending order, from 0
 * @param count how many tiers there are, from 1
 * @throws RangeError where there is no such place.
 */
export function defaultModelFor(index: number, count: number): DefaultModel {
  const ladder = shortLadders[count] ?? defaultModels;
  const place = count <= ladder.length ? index : Math.round((index * (ladder.length - 1)) / (count - 1));
  const model = index >= 0 && index < count ? ladder[place] : undefined;
  if (model === undefined) throw new RangeError(`There is no tier ${index} among ${count} tiers, counted from 0.`);
  return model;
}
