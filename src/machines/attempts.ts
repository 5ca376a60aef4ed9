import { agentIdAt } from './agentIdAt.ts';
import { cutText } from './cutText.ts';
import type { HandoffContext } from './executionTypes.ts';
import type { Occurrence } from './occurrence.ts';
import type { HandoffConfig, PreviousAttempt } from './types.ts';

/** How much of a lower tier's attempt the next tier is shown: this many attempts, this many characters a field. */
export const attemptLimits = { count: 8, characters: 2_000 } as const;

/** The attempts with the one that the tier has just ended: the newest, as many as the next tier is shown. */
export function attemptsWith(
  config: HandoffConfig,
  context: HandoffContext,
  occurrence: Occurrence,
): readonly PreviousAttempt[] {
  return [...context.attempts, attemptOf(config, context, occurrence)].slice(-attemptLimits.count);
}

function attemptOf(config: HandoffConfig, context: HandoffContext, occurrence: Occurrence): PreviousAttempt {
  const { execution, failure, tierLevel } = context;
  // At the cap the tier has said its part before the person was asked.
  const evaluation = context.capped && config.policy.atCap === 'human' ? null : context.evaluation;
  const model = 'report' in occurrence ? occurrence.report.model : undefined;
  return {
    tierLevel,
    agentId: agentIdAt(config, tierLevel, context.capped ? 'capped' : 'executing'),
    outcome: attemptOutcome(occurrence),
    ...(evaluation !== null && {
      complexityScore: evaluation.complexityScore,
      reasoning: attemptText(evaluation.reasoning),
    }),
    ...(execution !== null && { draft: attemptText(execution.result), confidence: execution.confidence }),
    ...(failure !== null && {
      failure: { ...failure, message: attemptText(failure.message) },
      tries: context.retries + 1,
    }),
    ...(model !== undefined && { model }),
    ...(context.limitReached !== null && { limit: context.limitReached }),
  };
}

function attemptOutcome(occurrence: Occurrence): PreviousAttempt['outcome'] {
  if (occurrence.kind === 'executed') return 'low-confidence';
  if (occurrence.kind === 'failed') return 'failed';
  return occurrence.kind === 'evaluated' && !occurrence.evaluation.canHandle ? 'declined' : 'stopped';
}

/** A text of an attempt, cut to as much as the next tier is shown. */
export function attemptText(text: string): string {
  return cutText(text, attemptLimits.characters);
}
