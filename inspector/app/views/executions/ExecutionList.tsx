import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';

import { counted, formatCount } from '../../format.ts';
import { Icon } from '../../icons.tsx';
import { keyOf } from '../../state/model.ts';
import { newestFirst, type Store } from '../../state/store.ts';
import { useVirtualRows } from '../../ui/useVirtualRows.ts';
import { hasFailed, searchableText, unlistedWords } from './describe.ts';
import { ExecutionRow } from './ExecutionRow.tsx';
import './executions.css';

interface ExecutionListProps {
  readonly store: Store;
  /** An execution was chosen, to be looked at: not merely passed on the way to another one. */
  readonly onChosen: () => void;
}

export function ExecutionList({ store, onChosen }: ExecutionListProps): JSX.Element {
  const [search, setSearch] = useState('');
  const [failedOnly, setFailedOnly] = useState(false);
  const { executions, records, paused, sources } = store.state.value;
  const all = useMemo(() => newestFirst(executions), [executions]);
  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    if (wanted === '' && !failedOnly) return all;
    return all.filter(
      (execution) =>
        (!failedOnly || hasFailed(execution)) && (wanted === '' || searchableText(execution).includes(wanted)),
    );
  }, [all, search, failedOnly]);

  const { scroller, items, totalSize, scrollTo } = useVirtualRows(shown.length, 4);
  const { value: selection } = store.selection;
  const selectedKey = selection?.kind === 'execution' ? selection.key : undefined;
  const compared = store.compared.value;
  const index = shown.findIndex((execution) => keyOf(execution) === selectedKey);
  useEffect(() => {
    if (index >= 0) scrollTo(index);
  }, [index]);

  const choose = (at: number, add: boolean) => {
    const execution = shown[at];
    if (execution === undefined) return;
    const key = keyOf(execution);
    if (!add) {
      store.compared.value = new Set();
      store.select(key);
      return;
    }
    const next = new Set(compared);
    if (!next.delete(key) && key !== selectedKey) next.add(key);
    store.compared.value = next;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && index >= 0) return onChosen();
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(index + step, shown.length - 1));
    if (event.shiftKey) choose(next, true);
    else choose(next, false);
  };

  return (
    <>
      <search class="search" aria-label="Search of the executions">
        <input
          id="execution-search"
          type="search"
          dir="auto"
          placeholder="Search task, tier, error…"
          aria-label="Search executions"
          value={search}
          onInput={({ currentTarget }) => setSearch(currentTarget.value)}
        />
        <button type="button" aria-pressed={failedOnly} title="Failed only" onClick={() => setFailedOnly(!failedOnly)}>
          <Icon name="failed" />
          <span class="visually-hidden">Failed only</span>
        </button>
      </search>
      <div
        ref={scroller}
        class="scroller"
        role="listbox"
        tabIndex={0}
        aria-label="Executions"
        aria-multiselectable="true"
        aria-activedescendant={index < 0 ? undefined : `execution-${index}`}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" class="rows" style={{ height: `${totalSize}px` }}>
          {items.map(({ index: at, start }) => {
            const execution = shown[at];
            if (execution === undefined) return undefined;
            const key = keyOf(execution);
            return (
              <ExecutionRow
                key={key}
                id={`execution-${at}`}
                execution={execution}
                records={records.get(key) ?? []}
                held={paused.find(({ executionId }) => executionId === execution.executionId)}
                selected={key === selectedKey}
                compared={compared.has(key)}
                position={at + 1}
                total={shown.length}
                top={start}
                onSelect={(add) => {
                  choose(at, add);
                  if (!add) onChosen();
                }}
              />
            );
          })}
        </div>
        {shown.length === 0 && all.length > 0 && <p class="hint">No execution matches. Change the search.</p>}
      </div>
      <p class="foot soft">
        {compared.size > 0
          ? `${compared.size + 1} chosen: their paths are counted together`
          : shown.length === all.length
            ? counted(all.length, 'execution')
            : `${formatCount(shown.length)} of ${counted(all.length, 'execution')}`}
        {unlistedWords(sources)}
      </p>
    </>
  );
}
