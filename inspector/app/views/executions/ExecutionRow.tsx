import type { JSX } from 'preact';

import type { TransitionRecord } from '../../../../src/machines/executionTypes.ts';
import type { ListedExecution, PausedCall } from '../../../protocol.ts';
import { formatCost, shortId } from '../../format.ts';
import { Icon } from '../../icons.tsx';
import { isFile } from '../../state/model.ts';
import { standingOf } from './describe.ts';
import { tierMarks } from './tierSteps.ts';

export interface ExecutionRowProps {
  readonly id: string;
  readonly execution: ListedExecution;
  readonly records: readonly TransitionRecord[];
  readonly held: PausedCall | undefined;
  readonly selected: boolean;
  readonly compared: boolean;
  /** 1 for the first. */
  readonly position: number;
  readonly total: number;
  /** CSS pixels. */
  readonly top: number;
  /** `add`: together with those that are chosen already. */
  readonly onSelect: (add: boolean) => void;
}

/** Tiers whose marks have room: of more, the last ones up to where it stands. */
const mostMarks = 8;

export function ExecutionRow(props: ExecutionRowProps): JSX.Element {
  const { id, execution, records, held, selected, compared, position, total, top, onSelect } = props;
  const { forkedFrom } = execution;
  const { words, icon, tone } = standingOf(execution, held, isFile(execution.sourceId) ? undefined : Date.now());
  const marks = tierMarks(execution, records).slice(0, Math.max(mostMarks, execution.tierLevel));
  const hidden = Math.max(0, marks.length - mostMarks);
  return (
    <div
      id={id}
      role="option"
      aria-selected={selected || compared}
      aria-current={selected}
      aria-setsize={total}
      aria-posinset={position}
      class={`execution${forkedFrom === undefined ? '' : ' fork'}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={({ ctrlKey, metaKey, shiftKey }) => onSelect(ctrlKey || metaKey || shiftKey)}
    >
      <span class="task" dir="auto" title={execution.task}>
        {execution.task}
      </span>
      {forkedFrom !== undefined && (
        <span class="origin" title={`fork of ${forkedFrom.executionId}, from step ${forkedFrom.seq} on`}>
          <Icon name="fork" /> fork of {shortId(forkedFrom.executionId)} at step {forkedFrom.seq}
        </span>
      )}
      <span class="standing">
        <span class="tier-steps" aria-hidden="true">
          {hidden > 0 && '…'}
          {marks.slice(hidden).map((mark, index) => (
            <i key={index} class={mark} style={{ height: `${Math.min(1, 0.4 + index * 0.22)}em` }} />
          ))}
        </span>
        <span class={`words ${tone}`} title={words}>
          {icon !== undefined && <Icon name={icon} />} {words}
        </span>
        <span class="grow" />
        <span class="numbers" title={formatCost(execution.costUsd)}>
          {execution.costUsd === null ? '$ ?' : formatCost(execution.costUsd)}
        </span>
      </span>
    </div>
  );
}
