import type { JSX } from 'preact';

import { formatDuration } from '../../format.ts';
import { Icon } from '../../icons.tsx';
import { toneIcons } from '../../toneIcons.ts';
import type { Row } from './rows.ts';

export interface TimelineRowProps {
  readonly row: Row;
  /** 1 for the first row that is shown. */
  readonly position: number;
  /** CSS pixels. */
  readonly top: number;
  /** Milliseconds that all rows span. */
  readonly span: number;
  readonly current: boolean;
  readonly onSelect: (seq: number) => void;
}

export function TimelineRow({ row, position, top, span, current, onSelect }: TimelineRowProps): JSX.Element {
  const { seq, start, duration, origin } = row;
  const { title, tone, pill, detail } = row.told();
  const icon = toneIcons[tone];
  return (
    // The grid that holds the rows takes the keys.
    <div
      id={`record-${seq}`}
      role="row"
      aria-rowindex={position}
      aria-selected={current}
      class="row"
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(seq)}
    >
      <span role="gridcell" class="number faint numbers">
        {seq}
      </span>
      <span role="gridcell" class="what">
        <bdi>{title}</bdi>
        {pill !== undefined && (
          <span class={`pill ${tone}`}>
            {icon !== undefined && <Icon name={icon} />}
            <span class="fitted">{pill}</span>
          </span>
        )}
        {origin !== undefined && (
          <span class="pill hand" title={origin}>
            <Icon name={origin === 'recorded' ? 'follow' : 'hand'} />
            {origin === 'recorded' ? origin : <ByHand origin={origin} />}
          </span>
        )}
      </span>
      <span role="gridcell" class="soft detail" dir="auto" title={detail}>
        {detail}
      </span>
      <span role="gridcell" class="bars" aria-hidden="true">
        <i class={`bar ${tone}`} style={{ left: percent(start, span), width: percent(duration, span) }} />
      </span>
      <span role="gridcell" class="soft numbers took">
        {duration > 0 ? formatDuration(duration) : ''}
      </span>
    </div>
  );
}

/** `output by hand`; to be seen are the words that matter most. */
function ByHand({ origin }: { readonly origin: string }): JSX.Element {
  return (
    <span>
      <span class="visually-hidden">{origin.split(' ')[0]} </span>by hand
    </span>
  );
}

function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : ((part / whole) * 100).toFixed(3)}%`;
}
