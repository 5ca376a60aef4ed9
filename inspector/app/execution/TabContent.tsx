import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import { ForkCompare } from '../views/compare/ForkCompare.tsx';
import { Sequence } from '../views/sequence/Sequence.tsx';
import type { Tab } from '../shell/view.ts';
import type { Store } from '../state/store.ts';
import type { Row } from '../views/timeline/rows.ts';
import { Timeline } from '../views/timeline/Timeline.tsx';
import { Totals } from '../views/totals/Totals.tsx';
import { configIn, inputIn } from './configIn.ts';
import { parentOf } from './forkOf.ts';
import { pendingOf } from './pending.ts';

export interface TabContentProps {
  readonly store: Store;
  readonly tab: Tab;
  readonly rows: readonly Row[];
}

export function TabContent({ store, tab, rows }: TabContentProps): JSX.Element | undefined {
  const records = store.records.value;
  const seq = store.seq.value;
  const move = (next: number) => store.moveTo(next);
  if (tab === 'timeline') return <Timeline rows={rows} seq={seq} pending={pendingOf(store)} onSelect={move} />;
  if (tab === 'totals') return <ChosenTotals store={store} />;
  if (tab === 'compare') return <Compared store={store} />;
  const config = configIn(records);
  return config && <Sequence records={records} config={config} position={seq} onSelect={move} />;
}

/** Shows the cost of the selected execution, together with those that were chosen beside it. */
function ChosenTotals({ store }: { readonly store: Store }): JSX.Element {
  const selected = store.records.value;
  const { records } = store.state.value;
  const compared = store.compared.value;
  const all = useMemo(
    () => [...selected, ...[...compared].flatMap((key) => records.get(key) ?? [])],
    [selected, compared, records],
  );
  return <Totals records={all} limits={inputIn(selected)?.limits} executions={compared.size + 1} />;
}

function Compared({ store }: { readonly store: Store }): JSX.Element | undefined {
  const executionId = store.selected.value?.executionId;
  const found = parentOf(store);
  if (found === undefined || executionId === undefined) return undefined;
  const { parentId, parent } = found;
  if (parent.length === 0) {
    return (
      <p class="hint">
        Its parent {parentId} is not open here.{' '}
        <button type="button" onClick={() => store.goTo({ id: parentId, seq: null })}>
          Open it
        </button>
      </p>
    );
  }
  return (
    <ForkCompare
      parent={{ executionId: parentId, records: parent }}
      fork={{ executionId, records: store.records.value }}
    />
  );
}
