import type { JSX } from 'preact';

import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { formatCost, formatCount, formatDuration } from '../format.ts';
import type { EndedCall } from './endedCall.ts';

const byHandWords = {
  input: 'its input was edited by hand',
  output: 'its answer was written by hand: no call was made',
  error: 'its failure was made by hand: no call was made',
} as const;

interface CallFactsProps {
  readonly record: TransitionRecord;
  readonly call: EndedCall;
}

/** What a call used and took, and what of it is not the agent's own. */
export function CallFacts({ record, call: { kind, report } }: CallFactsProps): JSX.Element {
  const { usage, costUsd, durationMs, coercions, byHand, recorded } = report;
  const cached = usage?.cachedInputTokens;
  return (
    <>
      {recorded === undefined ? null : (
        <p class="note">Recorded: no call was made. This is what a call of the parent returned, took and cost.</p>
      )}
      {byHand === undefined ? null : <p class="note">By hand: {byHandWords[byHand]}.</p>}
      {coercions === undefined || coercions.length === 0 ? null : (
        <div class="note">
          Changed to make the answer valid:
          <ul>
            {coercions.map((coercion) => (
              <li key={coercion}>{coercion}</li>
            ))}
          </ul>
        </div>
      )}
      <dl class="facts">
        <dt>call</dt>
        <dd>{kind}</dd>
        <dt>agent</dt>
        <dd>{record.agentId}</dd>
        <dt>tokens in / out</dt>
        <dd>
          {usage === undefined
            ? 'not reported'
            : `${formatCount(usage.inputTokens)} / ${formatCount(usage.outputTokens)}`}
        </dd>
        {cached === undefined ? null : (
          <>
            <dt>of the input, cached</dt>
            <dd>{formatCount(cached)}</dd>
          </>
        )}
        <dt>cost</dt>
        <dd>{costUsd == null ? 'not known' : formatCost(costUsd)}</dd>
        <dt>latency</dt>
        <dd>{durationMs === undefined ? 'not known' : formatDuration(durationMs)}</dd>
      </dl>
    </>
  );
}
