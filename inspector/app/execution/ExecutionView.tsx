import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import type { ViewState } from '../shell/view.ts';
import type { Store } from '../state/store.ts';
import { rowsOf } from '../views/timeline/rows.ts';
import { Scrubber } from '../views/timeline/Scrubber.tsx';
import { views } from '../views/views.ts';
import { sentenceOf } from '../../../src/words/recordWords.ts';
import { ChartPane } from './ChartPane.tsx';
import { GateArea } from './GateArea.tsx';
import { NoteBanner } from './NoteBanner.tsx';
import { TabBar } from './TabBar.tsx';

/** One execution: its machine, where it stands, and what happened. */
export function ExecutionView({ store, view }: { readonly store: Store; readonly view: ViewState }): JSX.Element {
  const records = store.records.value;
  const seq = store.seq.value;
  const rows = useMemo(() => rowsOf(records), [records]);
  const record = records[seq];
  const words = record === undefined ? 'no steps yet' : `step ${seq} of ${records.length - 1}: ${sentenceOf(record)}`;
  const tabs = views.filter(({ applies }) => applies(store));
  const { id, Component } = tabs.find((tab) => tab.id === view.tab.value) ?? views[0];
  return (
    <>
      <NoteBanner store={store} />
      <ChartPane store={store} />
      <GateArea store={store} />
      <section class="below" aria-label="Execution">
        <Scrubber rows={rows} seq={seq} words={words} onMove={(next) => store.moveTo(next)} />
        <TabBar shown={id} tabs={tabs} onShow={view.showTab} />
        <div class="tab-content" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${id}`}>
          <Component store={store} rows={rows} />
        </div>
      </section>
    </>
  );
}
