import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';

import { counted, formatCount } from '../../format.ts';
import { moveBy } from '../../moveBy.ts';
import { useVirtualRows } from '../../ui/useVirtualRows.ts';
import { FilterBar } from './FilterBar.tsx';
import { filterRows, isEmpty, noFilter } from './filter.ts';
import { spanOf, type Row } from './rows.ts';
import { TimelineRow } from './TimelineRow.tsx';
import './timeline.css';

export interface TimelineProps {
  readonly rows: readonly Row[];
  readonly seq: number;
  readonly onSelect: (seq: number) => void;
  /** The call that is made or held at the moment. */
  readonly pending?: { readonly title: string; readonly detail: string } | undefined;
}

/** Shows the records line by line. */
export function Timeline({ rows, seq, onSelect, pending }: TimelineProps): JSX.Element {
  const [filter, setFilter] = useState(noFilter);
  const { rows: shown, problem } = useMemo(() => filterRows(rows, filter), [rows, filter]);
  const { scroller, items, totalSize, scrollTo } = useVirtualRows(shown.length, 1.875);
  const span = spanOf(rows);
  const index = indexOf(shown, seq);
  useEffect(() => {
    if (index >= 0) scrollTo(index);
  }, [index, shown.length]);

  const onKeyDown = (event: KeyboardEvent) => {
    const next = event.key === 'Enter' ? Math.max(index, 0) : moveBy(event.key, index, shown.length);
    const row = next === undefined ? undefined : shown[next];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    onSelect(row.seq);
  };
  const summary = isEmpty(filter)
    ? counted(rows.length, 'record')
    : `${formatCount(shown.length)} of ${counted(rows.length, 'record')}`;

  return (
    <section class="timeline" aria-label="Timeline">
      <FilterBar filter={filter} span={span} problem={problem} summary={summary} onChange={setFilter} />
      <div
        ref={scroller}
        class="scroller"
        role="grid"
        tabIndex={0}
        aria-label="Records"
        aria-rowcount={shown.length}
        aria-activedescendant={index < 0 ? undefined : `record-${seq}`}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" class="rows" style={{ height: `${totalSize}px` }}>
          {items.map(({ index: at, start }) => {
            const row = shown[at];
            return (
              row && (
                <TimelineRow
                  key={row.seq}
                  row={row}
                  position={at + 1}
                  top={start}
                  span={span}
                  current={row.seq === seq}
                  onSelect={onSelect}
                />
              )
            );
          })}
        </div>
        {shown.length === 0 && rows.length > 0 && (
          <p class="hint">
            Nothing matches.{' '}
            <button type="button" onClick={() => setFilter(noFilter)}>
              Clear the filter
            </button>
          </p>
        )}
        {pending !== undefined && isEmpty(filter) && (
          <p class="pending">
            <span class="soft">{pending.title}</span> <bdi class="faint">{pending.detail}</bdi>
          </p>
        )}
      </div>
    </section>
  );
}

/** Rows are in the order of their numbers. */
function indexOf(rows: readonly Row[], seq: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = rows[middle]?.seq ?? 0;
    if (found === seq) return middle;
    if (found < seq) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
