import type { HandoffDecision } from '../machines/executionTypes.ts';

/** The decisions of one execution, summed up. */
export interface EscalationAnalysis {
  /** The levels that decided, ascending. */
  readonly tiersInvolved: readonly number[];
  /** Moves from one deciding tier to a higher one. A tier whose evaluation failed made no decision and shows nowhere here. */
  readonly escalations: number;
  /** The mean complexity score, 0..1; `null` without decisions. */
  readonly averageComplexity: number | null;
  /** The level of the last decision; `null` without decisions. */
  readonly finalTier: number | null;
  /** One line per decision, in order: `tier 1 (keyword): escalate, complexity 0.72, needs tier 2`. */
  readonly decisionTrail: readonly string[];
}

/** Sums up the decisions of one execution, as `getHandoffHistory` returns them. */
export function analyzeEscalations(history: readonly HandoffDecision[]): EscalationAnalysis {
  const levels = history.map(({ tierLevel }) => tierLevel);
  const complexity = history.reduce((sum, { complexityScore }) => sum + complexityScore, 0);
  return {
    tiersInvolved: [...new Set(levels)].toSorted((a, b) => a - b),
    escalations: levels.filter((level, index) => level > (levels[index - 1] ?? level)).length,
    averageComplexity: history.length === 0 ? null : complexity / history.length,
    finalTier: levels.at(-1) ?? null,
    decisionTrail: history.map(lineOf),
  };
}

function lineOf({
  tierLevel,
  agentId,
  handoffDecision,
  capped,
  complexityScore,
  requiresTier,
}: HandoffDecision): string {
  const decision = capped ? 'execute, capped' : handoffDecision;
  return `tier ${tierLevel} (${agentId}): ${decision}, complexity ${complexityScore.toFixed(2)}, needs tier ${requiresTier}`;
}
