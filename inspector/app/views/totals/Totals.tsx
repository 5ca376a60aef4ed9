import type { JSX } from 'preact';

import type { TransitionRecord } from '../../../../src/machines/executionTypes.ts';
import type { Limits } from '../../../../src/machines/types.ts';
import { counted, formatCost, formatCount, formatDuration } from '../../format.ts';
import { Budget } from './Budget.tsx';
import { budgetOf, totalsOf, type Sum } from './totalsOf.ts';
import './totals.css';

export interface TotalsProps {
  /** The records of one execution, or of several. */
  readonly records: readonly TransitionRecord[];
  /** Of the one execution. */
  readonly limits?: Limits | undefined;
  /** How many executions these records are of, where it is not one. */
  readonly executions?: number | undefined;
}

/** Shows cost, usage and time of the calls of each tier and of all together, and the rest of the limits. */
export function Totals({ records, limits = {}, executions = 1 }: TotalsProps): JSX.Element {
  const totals = totalsOf(records);
  const { tiers, all } = totals;
  const [first, last] = [records[0], records.at(-1)];
  const [startedAt, now] = [Date.parse(first?.timestamp ?? ''), Date.parse(last?.timestamp ?? '')];
  if (all.calls === 0) return <p class="totals soft">No call has ended yet. What calls cost and take shows here.</p>;
  return (
    <div class="totals">
      <table>
        <caption>
          {executions === 1 ? 'Calls of this execution' : `Calls of ${counted(executions, 'execution')}`}, by tier
        </caption>
        <thead>
          <tr>
            <th scope="col">tier</th>
            <th scope="col">calls</th>
            <th scope="col">cost</th>
            <th scope="col">tokens in</th>
            <th scope="col">cached</th>
            <th scope="col">tokens out</th>
            <th scope="col">time in calls</th>
          </tr>
        </thead>
        <tbody>
          {tiers.map((sum) => (
            <tr key={sum.tierLevel}>
              <th scope="row">
                Tier {sum.tierLevel} <span class="soft">{sum.agentIds.join(', ')}</span>
              </th>
              <Cells sum={sum} all={all} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            <Cells sum={all} all={undefined} />
          </tr>
        </tfoot>
      </table>
      {all.unreportedCalls === 0 ? null : (
        <p class="soft">{counted(all.unreportedCalls, 'call')} reported no tokens, so the sums are “at least”.</p>
      )}
      {all.unpricedCalls === 0 ? null : (
        <p class="soft">
          The cost of {counted(all.unpricedCalls, 'call')} is not known: give the pattern the model’s pricing, or report
          costUsd from the agent.
        </p>
      )}
      {executions === 1 ? <Budget uses={budgetOf(limits, totals, startedAt, now)} /> : null}
    </div>
  );
}

/** `all` for the bars: how much of the whole. */
function Cells({ sum, all }: { readonly sum: Sum; readonly all: Sum | undefined }): JSX.Element {
  const least = sum.unreportedCalls > 0 ? '≥ ' : '';
  const cost =
    sum.unpricedCalls === sum.calls ? 'not known' : `${sum.unpricedCalls > 0 ? '≥ ' : ''}${formatCost(sum.costUsd)}`;
  const tokens = (count: number) => (sum.unreportedCalls === sum.calls ? 'not known' : least + formatCount(count));
  return (
    <>
      <td>{formatCount(sum.calls)}</td>
      <Cell text={cost} part={partOf(sum.costUsd, all?.costUsd)} />
      <Cell text={tokens(sum.inputTokens)} part={partOf(sum.inputTokens, all?.inputTokens)} />
      <td>{tokens(sum.cachedInputTokens)}</td>
      <Cell text={tokens(sum.outputTokens)} part={partOf(sum.outputTokens, all?.outputTokens)} />
      <Cell text={formatDuration(sum.durationMs)} part={partOf(sum.durationMs, all?.durationMs)} />
    </>
  );
}

function Cell({ text, part }: { readonly text: string; readonly part: number | undefined }): JSX.Element {
  return (
    <td>
      {text}
      {part === undefined ? null : (
        <span class="part" aria-hidden="true">
          <i class="bar" style={{ width: `${part * 100}%` }} />
        </span>
      )}
    </td>
  );
}

function partOf(value: number, all: number | undefined): number | undefined {
  return all === undefined ? undefined : all === 0 ? 0 : value / all;
}
