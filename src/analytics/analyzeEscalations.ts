import type { HandoffDecision } from '../machines/executionTypes.ts';

/** The decisions of one execution, summed up. */
export interface EscalationAnalysis {
  /** The levels that decided, ascending. */
  readonly tiersInvolved: readonly number[];
  /** Moves to a higher tier, as `escalationCount` of the execution's result counts them. */
  readonly escalations: number;
  /** The mean complexity score of the evaluations, 0..1; `null` without one. */
  readonly averageComplexity: number | null;
  /** The level of the last decision; `null` without decisions. */
  readonly finalTier: number | null;
  /**
   * One line per decision, in order: `tier 1 (keyword): escalate, complexity 0.72, needs tier 2`; where the evaluation
   * came to nothing `tier 1 (small): escalate, failed: unauthorized`.
   */
  readonly decisionTrail: readonly string[];
}

/** Sums up the decisions of one execution, as `getHandoffHistory` returns them. */
export function analyzeEscalations(history: readonly HandoffDecision[]): EscalationAnalysis {
  const levels = history.map(({ tierLevel }) => tierLevel);
  const scores = history.flatMap(({ complexityScore }) => complexityScore ?? []);
  const moves = levels.filter((level, index) => level > (levels[index - 1] ?? level)).length;
  return {
    tiersInvolved: [...new Set(levels)].toSorted((a, b) => a - b),
    // The tier that the last decision led to has not decided yet.
    escalations: moves + (history.at(-1)?.handoffDecision === 'escalate' ? 1 : 0),
    averageComplexity: scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length,
    finalTier: levels.at(-1) ?? null,
    decisionTrail: history.map(lineOf),
  };
}

function lineOf(decision: HandoffDecision): string {
  const { tierLevel, agentId, handoffDecision, capped, limit } = decision;
  const stopped = limit === undefined ? handoffDecision : `${handoffDecision} by limit ${limit}`;
  return `tier ${tierLevel} (${agentId}): ${capped ? 'execute, capped' : stopped}, ${ground(decision)}`;
}

function ground({ complexityScore, requiresTier, failure }: HandoffDecision): string {
  if (complexityScore !== null) return `complexity ${complexityScore.toFixed(2)}, needs tier ${requiresTier}`;
  return failure === undefined ? 'cut off' : `failed: ${failure.reason ?? failure.code}`;
}
