import type { JSX } from 'preact';

import type { TransitionRecord } from '../../../../src/machines/executionTypes.ts';
import { formatCost, formatCount, formatDuration } from '../../format.ts';
import type { EndedCall } from './endedCall.ts';

const byHandWords = {
  input: 'its input was edited by hand',
  output: 'its answer was written by hand: no call was made',
  error: 'its failure was made by hand: no call was made',
} as const;

/** Where a fork parts from its parent, a call was made: the parent's. */
const partingWords = {
  input: byHandWords.input,
  output: 'what the call returned was changed; what it took and cost is that of the parent’s call',
  error: 'what the call came to was changed',
} as const;

interface CallFactsProps {
  readonly record: TransitionRecord;
  readonly call: EndedCall;
  /** Here a fork parts from its parent. */
  readonly isParting: boolean;
}

/** Shows the usage and time of a call, and the parts that are not the agent's own. */
export function CallFacts({ record, call: { kind, report }, isParting }: CallFactsProps): JSX.Element {
  const { usage, costUsd, durationMs, model, coercions, byHand, recorded } = report;
  const cached = usage?.cachedInputTokens;
  const wasMade = isParting || byHand === undefined || byHand === 'input';
  return (
    <>
      {recorded === undefined ? null : (
        <p class="note">Recorded: no call was made. This is what a call of the parent returned, took and cost.</p>
      )}
      {byHand === undefined ? null : <p class="note">By hand: {(isParting ? partingWords : byHandWords)[byHand]}.</p>}
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
        {model === undefined ? null : (
          <>
            <dt>model</dt>
            <dd>{model.answered ?? model.asked}</dd>
          </>
        )}
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
        {wasMade && (
          <>
            <dt>latency</dt>
            <dd>{durationMs === undefined ? 'not known' : formatDuration(durationMs)}</dd>
          </>
        )}
        {record.notBefore === undefined ? null : (
          <>
            <dt>tried again</dt>
            <dd>not before {record.notBefore}</dd>
          </>
        )}
      </dl>
    </>
  );
}
