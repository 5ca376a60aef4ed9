import {
  type Calibration,
  confidenceOf,
  defaultCalibration,
  type Evidence,
  evidenceOf,
  fewestEntries,
} from './calibration.ts';
import type { KnowledgeBase } from './knowledgeBase.ts';
import { fitLogistic } from './logisticRegression.ts';
import type { Retriever } from './retriever.ts';
import { takingTurns } from './takingTurns.ts';

/** A question put to a base that lacks it, and whether its best entry was the right one. */
export interface CalibrationSample extends Evidence {
  readonly right: boolean;
  readonly inScope: boolean;
}

const minPositives = 30;
const minNegatives = 30;
const wantedPrecision = 0.95;
const lowestThreshold = 0.5;
/** How many phrasings are asked: a search costs more the more there are, so that of many, fewer are asked. */
const asking = { most: 400, least: 100, comparisons: 800_000 } as const;

/**
 * Fits the confidence to a base, by asking it its own questions. Each phrasing is searched twice: without itself (is the
 * best entry the right one?) and without its whole entry (nothing is right). A logistic model of score and margin is
 * fitted to the outcomes, and the threshold is the lowest at which 95 % of the answers are right, half of the questions
 * being out of scope; it is never below 0.5, and 0.95 where no threshold does it.
 *
 * The defaults are returned where there is too little to learn from: fewer than 10 entries with two phrasings, fewer
 * than 30 positives or 30 negatives; and where the fit makes no sense (a better score or margin that lowers it).
 *
 * At most 400 phrasings are asked, 200 of a base of 4,000 phrasings, and 100 of any that has more than 8,000. Others
 * have their turn in between.
 */
export async function fitCalibration(
  base: KnowledgeBase,
  retriever: Retriever,
  options: { readonly abortSignal?: AbortSignal | undefined } = {},
): Promise<Calibration> {
  const fallback = defaultCalibration(retriever.name, base.entries.length);
  const entries = base.entries.filter(({ questions }) => questions.length >= 2).length;
  if (entries < fewestEntries) return fallback;
  const { runnerUp } = fallback;
  const samples = await leaveOneOut(base, retriever, runnerUp, options);
  const positives = samples.filter(({ right }) => right).length;
  const negatives = samples.length - positives;
  if (positives < minPositives || negatives < minNegatives) return fallback;

  const model = fitLogistic(
    samples.map(({ score, margin, right }) => ({ first: score, second: margin, positive: right })),
  );
  if (model === undefined || !(model.first > 0 && model.second >= 0)) return fallback;
  const parameters = { intercept: model.intercept, score: model.first, margin: model.second, runnerUp, threshold: 1 };
  const judged = samples.map((sample) => ({ ...sample, confidence: confidenceOf(parameters, sample) }));
  const threshold = lowestPreciseThreshold(judged);
  const answered = judged.filter(({ confidence }) => confidence >= threshold);
  const rightAnswers = answered.filter(({ right }) => right).length;
  const outOfScope = samples.filter(({ inScope }) => !inScope).length;
  return {
    ...parameters,
    threshold,
    source: 'fitted',
    entries,
    positives,
    negatives,
    precision: answered.length === 0 ? 1 : rightAnswers / answered.length,
    recall: rightAnswers / (samples.length - outOfScope),
    falseAnswers: answered.filter(({ inScope }) => !inScope).length / outOfScope,
  };
}

/**
 * Asks a base the questions of its entries that have two phrasings or more, each without itself and without its entry:
 * all of them, or as many as are affordable, spread evenly over the base.
 */
export async function leaveOneOut(
  base: KnowledgeBase,
  retriever: Retriever,
  runnerUp: number,
  { abortSignal }: { readonly abortSignal?: AbortSignal | undefined } = {},
): Promise<readonly CalibrationSample[]> {
  const all = base.entries
    .filter(({ questions }) => questions.length >= 2)
    .flatMap(({ id, questions }) => questions.map((question) => ({ entryId: id, question })));
  const affordable = Math.max(asking.least, Math.floor(asking.comparisons / all.length));
  const asked = Math.min(all.length, asking.most, affordable);
  const samples: CalibrationSample[] = [];
  const othersTurn = takingTurns();
  for (let index = 0; index < asked; index += 1) {
    const leaveOut = all[Math.floor((index * all.length) / asked)];
    if (leaveOut === undefined) break;
    const { entryId, question } = leaveOut;
    const known = await retriever.search(question, { abortSignal, leaveOut });
    const unknown = await retriever.search(question, { abortSignal, leaveOut: { entryId } });
    samples.push(
      { ...evidenceOf(known, runnerUp), right: known[0]?.entry.id === entryId, inScope: true },
      { ...evidenceOf(unknown, runnerUp), right: false, inScope: false },
    );
    // Searches can be pure computation.
    await othersTurn();
  }
  return samples;
}

function lowestPreciseThreshold(judged: readonly { readonly confidence: number; readonly right: boolean }[]): number {
  const ranked = judged.toSorted((a, b) => b.confidence - a.confidence);
  let lowest: number | undefined;
  let right = 0;
  for (const [index, sample] of ranked.entries()) {
    if (sample.right) right += 1;
    if (sample.confidence < lowestThreshold) break;
    const tied = ranked[index + 1]?.confidence === sample.confidence;
    if (!tied && right / (index + 1) >= wantedPrecision) lowest = sample.confidence;
  }
  return lowest ?? wantedPrecision;
}
