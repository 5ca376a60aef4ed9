import {
  type BuiltInRetriever,
  type Calibration,
  confidenceOf,
  defaultCalibration,
  type Evidence,
  evidenceOf,
  fewestEntries,
} from './calibration.ts';
import { candidatesFor, fewestAnswers, lowestPrecise, timesNeeded } from './chooseThreshold.ts';
import { contrastGuard } from './contrast/contrastGuard.ts';
import type { KnowledgeBase } from './knowledgeBase.ts';
import { fitLogistic } from './logisticRegression.ts';
import { lowerBound } from './precisionBound.ts';
import type { LeftOut, Retriever } from './retriever.ts';
import { takingTurns } from './takingTurns.ts';

/** A question put to a base that lacks it, and whether its best entry was the right one. */
export interface CalibrationSample extends Evidence {
  readonly right: boolean;
  readonly inScope: boolean;
}

const minNegatives = 30;
/** How many phrasings are asked: a search costs more the more there are, so that of many, fewer are asked. */
const asking = { most: 400, least: 100, comparisons: 800_000 } as const;

/**
 * Fits the confidence to a base, by asking it its own questions. Each phrasing is searched twice: without itself (is the
 * best entry the right one?) and without its whole entry (nothing is right). What contradicts the question is put aside,
 * as it is for a task. A logistic model of score and margin is fitted to the outcomes, half of which are out of scope.
 *
 * The threshold is the lowest of 20 quantiles, and 0.5 or more, at which 95 % of the answers are right by the one-sided
 * Clopper-Pearson lower bound at 90 %. Where none is, the threshold is `null`: everything is declined, and
 * `entriesMissing` says how many more entries like these would show it.
 *
 * The defaults are returned where there is too little to show anything: fewer than 10 entries with two phrasings, fewer
 * than 45 positives or 30 negatives; and where the fit makes no sense (a better score or margin that lowers it).
 *
 * At most 400 phrasings are asked, 200 of a base of 4,000 phrasings, and 100 of any that has more than 8,000. Others
 * have their turn in between.
 */
export async function fitCalibration(
  base: KnowledgeBase,
  retriever: BuiltInRetriever,
  options: { readonly abortSignal?: AbortSignal | undefined } = {},
): Promise<Calibration> {
  const fallback = defaultCalibration(retriever.name, base.entries.length);
  const entries = base.entries.filter(({ questions }) => questions.length >= 2).length;
  if (entries < fewestEntries) return fallback;
  const { runnerUp } = fallback;
  const samples = await leaveOneOut(base, retriever, runnerUp, options);
  const positives = samples.filter(({ right }) => right).length;
  const negatives = samples.length - positives;
  if (positives < fewestAnswers || negatives < minNegatives) return fallback;

  const model = fitLogistic(
    samples.map(({ score, margin, right }) => ({ first: score, second: margin, positive: right })),
  );
  if (model === undefined || !(model.first > 0 && model.second >= 0)) return fallback;
  const parameters = { intercept: model.intercept, score: model.first, margin: model.second, runnerUp };
  const judged = samples.map((sample) => ({ ...sample, confidence: confidenceOf(parameters, sample) }));
  const bound = await lowerBound();
  const candidates = candidatesFor(judged, bound);
  const chosen = lowestPrecise(candidates);
  const counts = { entries, positives, negatives };
  if (chosen === undefined) {
    const times = timesNeeded(candidates, bound);
    const entriesMissing = times === undefined ? null : Math.ceil((times - 1) * entries);
    return { ...parameters, ...counts, ...nothingAnswered, source: 'fitted', threshold: null, entriesMissing };
  }
  const outOfScope = judged.filter(({ inScope }) => !inScope);
  return {
    ...parameters,
    ...counts,
    source: 'fitted',
    threshold: chosen.threshold,
    answers: chosen.answered,
    precision: chosen.right / chosen.answered,
    precisionBound: chosen.bound,
    recall: chosen.right / (judged.length - outOfScope.length),
    falseAnswers: outOfScope.filter(({ confidence }) => confidence >= chosen.threshold).length / outOfScope.length,
  };
}

const nothingAnswered = { answers: 0, precision: 1, precisionBound: 0, recall: 0, falseAnswers: 0 } as const;

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
    .flatMap(({ id, questions }) => questions.map((question) => ({ entryId: id, question })))
    .filter(({ question }) => retriever.reads?.(question) ?? true);
  const affordable = Math.max(asking.least, Math.floor(asking.comparisons / all.length));
  const asked = Math.min(all.length, asking.most, affordable);
  const guard = contrastGuard(base);
  const samples: CalibrationSample[] = [];
  const othersTurn = takingTurns();
  for (let index = 0; index < asked; index += 1) {
    const leaveOut = all[Math.floor((index * all.length) / asked)];
    if (leaveOut === undefined) break;
    const { entryId, question } = leaveOut;
    const search = async (hidden: LeftOut) =>
      (await guard(question, await retriever.search(question, { abortSignal, leaveOut: hidden }), hidden)).matches;
    const known = await search(leaveOut);
    const unknown = await search({ entryId });
    samples.push(
      { ...evidenceOf(known, runnerUp), right: known[0]?.entry.id === entryId, inScope: true },
      { ...evidenceOf(unknown, runnerUp), right: false, inScope: false },
    );
    // Searches can be pure computation.
    await othersTurn();
  }
  return samples;
}
