/** How sure the bound is: it is above the true precision in one of ten draws. */
const confidenceLevel = 0.9;

/**
 * The one-sided Clopper-Pearson lower bound, at 90 %, on the share of right answers, of which `right` of `answered` were
 * seen: the quantile of a beta distribution (Clopper and Pearson, Biometrika 26, 1934). 0..1; 0 where none was right.
 */
export type LowerBound = (right: number, answered: number) => number;

/** Loads the library that has the quantile: it is only needed where something is fitted. */
export async function lowerBound(): Promise<LowerBound> {
  const { default: jStat } = await import('jstat');
  return (right, answered) => (right === 0 ? 0 : jStat.beta.inv(1 - confidenceLevel, right, answered - right + 1));
}
