import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import { errorText } from '../../errorText.ts';
import { formatCost, formatDuration, shortId } from '../../format.ts';
import { score } from '../../../../src/words/score.ts';
import { comparisonOf, type ComparedExecution, type Comparison, type Figures } from './comparison.ts';
import { ComparedPath } from './ComparedPath.tsx';
import { Problem } from '../../ui/Field.tsx';
import './forkCompare.css';

export interface ForkCompareProps {
  readonly parent: ComparedExecution;
  readonly fork: ComparedExecution;
}

/** A fork beside its parent: what came out, and where their paths part. */
export function ForkCompare({ parent, fork }: ForkCompareProps): JSX.Element {
  const comparison = useMemo(() => compared(parent, fork), [parent.records, fork.records]);
  if (typeof comparison === 'string') return <Problem problem={`They cannot be compared. ${comparison}`} />;
  return (
    <div class="fork-compare">
      <table class="figures">
        <caption class="visually-hidden">What the parent and the fork came to</caption>
        <thead>
          <tr>
            <td />
            <Head what="Parent" executionId={parent.executionId} />
            <Head what="Fork" executionId={fork.executionId} />
          </tr>
        </thead>
        <tbody>
          {figureRows(comparison).map(({ label, parent, fork }) => (
            <tr key={label} class={parent === fork ? '' : 'differs'}>
              <th scope="row">
                {label}
                {parent !== fork && (
                  <span class="mark" title="different">
                    <span aria-hidden="true">≠</span>
                    <span class="visually-hidden"> (different)</span>
                  </span>
                )}
              </th>
              <td>{parent}</td>
              <td>{fork}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div class="answers">
        <Answer of="parent" figures={comparison.parent} />
        <Answer of="fork" figures={comparison.fork} />
      </div>
      <h3>Path</h3>
      <ComparedPath comparison={comparison} />
    </div>
  );
}

function Head({ what, executionId }: { readonly what: string; readonly executionId: string }): JSX.Element {
  return (
    <th scope="col">
      {what}{' '}
      <code class="soft" title={executionId}>
        {shortId(executionId)}
      </code>
    </th>
  );
}

function Answer({ of, figures }: { readonly of: string; readonly figures: Figures }): JSX.Element {
  const { result, failure, status } = figures;
  return (
    <figure>
      <figcaption>Answer of the {of}</figcaption>
      {result !== null ? (
        <blockquote dir="auto">{result}</blockquote>
      ) : (
        <p class="soft">
          {failure === null || status === 'running' || status === 'waiting' ? 'None yet.' : `None: ${failure.message}`}
        </p>
      )}
    </figure>
  );
}

interface FigureRow {
  readonly label: string;
  readonly parent: string;
  readonly fork: string;
}

function figureRows({ parent, fork }: Comparison): readonly FigureRow[] {
  const row = (label: string, say: (figures: Figures) => string): FigureRow => ({
    label,
    parent: say(parent),
    fork: say(fork),
  });
  return [
    row('Status', ({ status, capped }) => (capped ? `${status}, capped` : status)),
    row('Final tier', ({ finalTier }) => `tier ${finalTier}`),
    row('Escalations', ({ escalationCount }) => String(escalationCount)),
    row('Confidence', ({ confidence }) => (confidence === null ? 'none' : score(confidence))),
    row('Cost', ({ costUsd }) => formatCost(costUsd)),
    row('Cost after the change', ({ costAfterUsd }) => formatCost(costAfterUsd)),
    row('Time in calls', ({ callMs }) => formatDuration(callMs)),
  ];
}

function compared(parent: ComparedExecution, fork: ComparedExecution): Comparison | string {
  try {
    return comparisonOf(parent, fork);
  } catch (error) {
    return errorText(error);
  }
}
