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
  /** The least confidence that is answered with, 0 to 1. */
  readonly threshold: number;
}

/** What a calibration was fitted on, and how it does there: every phrasing asked of a base that does not contain it. */
export interface CalibrationCounts {
  /** Entries with two phrasings or more. */
  readonly entries: number;
  /** Questions the base knows, asked without the phrasing, whose best entry was the right one. */
  readonly positives: number;
  /** All others: another entry was best, or the whole entry was left out. */
  readonly negatives: number;
  /** At `threshold`: the share of right answers among all answers, where half of the questions are out of scope. */
  readonly precision: number;
  /** At `threshold`: the share of the known questions that are answered rightly. */
  readonly recall: number;
  /** At `threshold`: the share of the questions out of scope that are answered all the same. */
  readonly falseAnswers: number;
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
export function confidenceOf({ intercept, score, margin }: CalibrationParameters, evidence: Evidence): number {
  return logistic(intercept + score * evidence.score + margin * evidence.margin);
}

const defaults: Readonly<Record<Retriever['name'], Calibration>> = {
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
  // and once without the entry; the threshold is the lowest with a precision of 95 % there.
  keyword: {
    source: 'default',
    intercept: -3.618,
    score: 5.781,
    margin: 6.323,
    runnerUp: 0.2,
    threshold: 0.912,
  },
};

/** What is used for a base that is too small to fit: one phrasing in each entry is taken to be enough. */
export function defaultCalibration(retriever: Retriever['name']): Calibration {
  return defaults[retriever];
}
