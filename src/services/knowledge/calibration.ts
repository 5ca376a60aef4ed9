import { logistic } from './logisticRegression.ts';
import type { Match, Retriever } from './retriever.ts';

/**
 * How scores become a confidence: `1 / (1 + exp(-(intercept + score * s + margin * m)))`, where `s` is the best entry's
 * score and `m` its lead over the second. An answer is given where the confidence reaches `threshold`.
 */
export type Calibration = CalibrationParameters &
  ({ readonly source: 'default' } | ({ readonly source: 'fitted' } & CalibrationCounts));

export interface CalibrationParameters {
  readonly intercept: number;
  /** Above 0: a better match is more certain. */
  readonly score: number;
  /** 0 or above: a larger lead is no less certain. */
  readonly margin: number;
  /**
   * The least score that the second entry is taken to have, 0 to 1. In a base of few entries there often is no second,
   * and its absence says nothing about the best.
   */
  readonly runnerUp: number;
  /** The least confidence that is answered with, 0 to 1; `null`: nothing is answered. */
  readonly threshold: number | null;
}

/** What a calibration was fitted on, and how it does there: every phrasing asked of a base that does not contain it. */
export interface CalibrationCounts {
  /** Entries with two phrasings or more. */
  readonly entries: number;
  /** Questions the base knows, asked without the phrasing, whose best entry was the right one. */
  readonly positives: number;
  /** All others: another entry was best, or the whole entry was left out. */
  readonly negatives: number;
  /** At `threshold`: how many of all these questions are answered. */
  readonly answers: number;
  /** At `threshold`: the share of right answers among all answers, where half of the questions are out of scope. */
  readonly precision: number;
  /** With a probability of 90 %, the precision is at least this (see `fitCalibration`). */
  readonly precisionBound: number;
  /** At `threshold`: the share of the known questions that are answered rightly. */
  readonly recall: number;
  /** At `threshold`: the share of the questions out of scope that are answered all the same. */
  readonly falseAnswers: number;
  /** Where `threshold` is `null`: how many more entries would show one; `null`: they are too much alike for any. */
  readonly entriesMissing?: number | null | undefined;
}

/** The two numbers a confidence is made of. */
export interface Evidence {
  /** The best entry's score, 0..1; 0 where nothing matched. */
  readonly score: number;
  /** Its lead over the second entry, or over `runnerUp` where that is more. 0..1. */
  readonly margin: number;
}

export function evidenceOf(matches: readonly Match[], runnerUp: number): Evidence {
  const [best, second] = matches;
  const score = best?.score ?? 0;
  return { score, margin: Math.max(0, score - Math.max(second?.score ?? 0, runnerUp)) };
}

/** 0..1, and never less for a higher score or a larger margin. */
export function confidenceOf(
  { intercept, score, margin }: Pick<CalibrationParameters, 'intercept' | 'score' | 'margin'>,
  evidence: Evidence,
): number {
  return logistic(intercept + score * evidence.score + margin * evidence.margin);
}

/** The names of the retrievers that come with this package, whose scores are known. */
export type BuiltInName = 'keyword' | 'semantic';
export type BuiltInRetriever = Retriever & { readonly name: BuiltInName };

export function isBuiltIn(retriever: Retriever): retriever is BuiltInRetriever {
  return retriever.name === 'keyword' || retriever.name === 'semantic';
}

const defaults: Readonly<Record<BuiltInName, Calibration>> = {
  // Measured with all-MiniLM-L6-v2 on 30 confusable banking intents, 1,800 queries, half of them out of scope, one
  // phrasing each. `runnerUp` is the lowest in steps of 0.05 with a precision of 95 % on the sample base, one phrasing
  // each; without it the lone entry "How do I reset my password?" answers "How do I reset my router?".
  semantic: {
    source: 'default',
    intercept: -6.384,
    score: 10.784,
    margin: 6.949,
    runnerUp: 0.4,
    threshold: 0.891,
  },
  // Fitted to the sample base with the first phrasing of each entry only, asked all its other phrasings, once as it is
  // and once without the entry. From the threshold on, 77 of 78 answers are right there: 95.1 % by the bound that
  // `fitCalibration` asks for. From the one above, 182 of 187: 95.1 % as well.
  keyword: {
    source: 'default',
    intercept: -3.618,
    score: 5.781,
    margin: 6.323,
    runnerUp: 0.2,
    threshold: 0.94,
  },
};

/** Fewer entries leave much unsaid that is near to what they say. Also the least number that can be fitted to. */
export const fewestEntries = 10;

/**
 * Measured on bases of 1, 3 and 9 sample entries, asked 5 questions each that are nearest to an entry and not in the
 * base: the semantic retriever answers 0 % of them (with the other defaults 5 to 10 %), the keyword retriever 0.8 to
 * 2.6 % (2.4 to 3.7 %). Every question as it stands is answered; with a typo, a greeting or without punctuation, 90 %
 * are (95 %) and 88 to 90 % (89 to 91 %). The price is rephrasings: of 1 phrasing, 34 % are recognised by meaning
 * (64 %), of 4 phrasings 47 % (83 %).
 */
const stricter: Readonly<Record<BuiltInName, Partial<CalibrationParameters>>> = {
  semantic: { runnerUp: 0.5, threshold: 0.97 },
  keyword: { threshold: 0.97 },
};

/** What is used for a base that cannot be fitted to: stricter where it has fewer than 10 entries. */
export function defaultCalibration(retriever: BuiltInName, entries: number): Calibration {
  const usual = defaults[retriever];
  return entries < fewestEntries ? { ...usual, ...stricter[retriever] } : usual;
}
