import type { JSX } from 'preact';

import type { PreviousAttempt } from '../../../../src/machines/types.ts';
import { score } from '../../../../src/words/score.ts';
import { LongText } from './LongText.tsx';

const outcomes = {
  declined: 'said no',
  'low-confidence': 'was not sure enough',
  failed: 'failed',
  stopped: 'was stopped by a limit',
} as const;

/** Shows the attempts of the tiers below, as the next tier is given them. */
export function Carried({ attempts }: { readonly attempts: readonly PreviousAttempt[] }): JSX.Element {
  return (
    <ul class="carried">
      {attempts.map(({ tierLevel, agentId, outcome, reasoning, draft, confidence, failure }) => (
        <li key={`${tierLevel} ${agentId}`}>
          <strong>Tier {tierLevel}</strong> <bdi class="soft">{agentId}</bdi> {outcomes[outcome]}
          {confidence === undefined ? null : <span class="soft"> · confidence {score(confidence)}</span>}
          {failure === undefined ? null : <LongText text={`${failure.name}: ${failure.message}`} />}
          {reasoning === undefined ? null : <LongText text={reasoning} />}
          {draft === undefined ? null : (
            <>
              <span class="soft">Its draft:</span>
              <LongText text={draft} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
