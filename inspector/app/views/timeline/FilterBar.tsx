import type { JSX } from 'preact';

import { Icon } from '../../icons.tsx';
import type { TimelineFilter } from './filter.ts';

export interface FilterBarProps {
  readonly filter: TimelineFilter;
  /** Milliseconds that all rows span. */
  readonly span: number;
  readonly problem: string | undefined;
  readonly summary: string;
  readonly onChange: (filter: TimelineFilter) => void;
}

export function FilterBar({ filter, span, problem, summary, onChange }: FilterBarProps): JSX.Element {
  const set = (change: Partial<TimelineFilter>) => onChange({ ...filter, ...change });
  const time = (name: 'from' | 'to', label: string) => (
    <input
      type="number"
      min={0}
      max={Math.ceil(span)}
      step="any"
      aria-label={`${label}, milliseconds since the start`}
      placeholder={name === 'from' ? '0' : String(Math.ceil(span))}
      value={filter[name] ?? ''}
      onInput={({ currentTarget }) => set({ [name]: currentTarget.value === '' ? null : currentTarget.valueAsNumber })}
    />
  );
  return (
    <search class="filter" aria-label="Filter of the timeline">
      <input
        id="timeline-filter"
        type="search"
        dir="auto"
        placeholder={filter.regex ? 'Pattern, such as tier [23]' : 'Filter records…'}
        aria-label="Filter records"
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : 'filter-problem'}
        value={filter.text}
        onInput={({ currentTarget }) => set({ text: currentTarget.value })}
      />
      <button
        type="button"
        aria-pressed={filter.regex}
        title="Regular expression"
        onClick={() => set({ regex: !filter.regex })}
      >
        <span class="mono" aria-hidden="true">
          .*
        </span>
        <span class="visually-hidden">Regular expression</span>
      </button>
      <button type="button" aria-pressed={filter.failedOnly} onClick={() => set({ failedOnly: !filter.failedOnly })}>
        <Icon name="failed" />
        Failed only
      </button>
      <span class="range">
        {time('from', 'From')}
        <span class="soft">to</span>
        {time('to', 'To')}
        <span class="soft">ms</span>
      </span>
      <span class="faint numbers summary" role="status">
        {summary}
      </span>
      {problem !== undefined && (
        <span id="filter-problem" class="error" role="alert">
          {problem}
        </span>
      )}
    </search>
  );
}
