import type { LowerBound } from './precisionBound.ts';

/** An outcome of asking a base, and how sure the retriever was. */
export interface Judged {
  readonly confidence: number;
  readonly right: boolean;
}

/** What the answers from a confidence on are like. */
export interface ThresholdChoice {
  readonly threshold: number;
  readonly right: number;
  readonly answered: number;
  /** With a probability of 90 %, the precision is at least this. */
  readonly bound: number;
}

/** The share of right answers that is promised. */
const wantedPrecision = 0.95;

/** The fewest answers, all of them right, that show such a precision: 0.95 to the power of 45 is below 1 in 10. */
export const fewestAnswers = 45;

const quantiles = 20;
const lowestThreshold = 0.5;
/** So many times the entries are looked ahead, to say how many are missing. */
const farthest = 50;

/** The candidates, lowest threshold first: each twentieth of the outcomes, where that is 0.5 or more. */
export function candidatesFor(judged: readonly Judged[], bound: LowerBound): readonly ThresholdChoice[] {
  const sorted = judged.map(({ confidence }) => confidence).toSorted((a, b) => a - b);
  const thresholds = Array.from(
    { length: quantiles },
    (_, index) => sorted[Math.floor((index * sorted.length) / quantiles)] ?? 1,
  );
  return [...new Set(thresholds.map((threshold) => Math.max(threshold, lowestThreshold)))].map((threshold) => {
    const answers = judged.filter(({ confidence }) => confidence >= threshold);
    const right = answers.filter((answer) => answer.right).length;
    return { threshold, right, answered: answers.length, bound: bound(right, answers.length) };
  });
}

/** The lowest threshold whose answers are shown to be precise enough, if there is one. */
export function lowestPrecise(candidates: readonly ThresholdChoice[]): ThresholdChoice | undefined {
  return candidates.find((candidate) => candidate.bound >= wantedPrecision);
}

/**
 * How many times the outcomes there would have to be for one of the candidates to be shown precise, if more are like
 * those that were seen; `undefined` where none is precise enough, however many there are.
 */
export function timesNeeded(candidates: readonly ThresholdChoice[], bound: LowerBound): number | undefined {
  const holds = (times: number) =>
    candidates.some(
      ({ right, answered }) => bound(Math.round(right * times), Math.round(answered * times)) >= wantedPrecision,
    );
  for (let times = 1.1; times <= farthest; times += 0.1) if (holds(times)) return times;
  return undefined;
}
