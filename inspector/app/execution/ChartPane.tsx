import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import { createHandoffMachine } from '../../../src/machines/handoffMachine.ts';
import type { HandoffConfig } from '../../../src/machines/types.ts';
import type { Chart } from '../views/chart/chart.ts';
import { chartOf } from '../views/chart/chartOf.ts';
import { countsOf, pathOf } from '../views/chart/path.ts';
import { LastSteps } from '../views/chart/LastSteps.tsx';
import { Statechart } from '../views/chart/Statechart.tsx';
import type { Store } from '../state/store.ts';
import { configIn } from '../state/configIn.ts';

/** The machine of the selected execution, and its path up to the step that is shown. */
export function ChartPane({ store }: { readonly store: Store }): JSX.Element {
  const records = store.records.value;
  const seq = store.seq.value;
  const config = configIn(records);
  const key = useMemo(() => JSON.stringify(config), [config]);
  const chart = useMemo(() => chartFor(config), [key]);
  const path = useMemo(() => pathOf(records.slice(Math.max(0, seq - pathLength), seq + 1), seq), [records, seq]);
  const counts = useCounts(store);
  if (chart === undefined) return <p class="chart-pane hint">{absence(store)}</p>;
  return (
    <section class="chart-pane" aria-label="Statechart">
      <Statechart
        chart={chart}
        current={records[seq]?.to ?? null}
        path={path}
        selected={seq}
        onSelect={(next) => store.moveTo(next)}
        {...(counts !== undefined && { counts })}
      />
      {counts === undefined && seq > pathLength && <LastSteps count={pathLength} />}
    </section>
  );
}

function absence(store: Store): string {
  if (store.missing.value !== undefined)
    return `There is no execution ${store.missing.value} here. Choose another from the list.`;
  if (store.selected.value !== undefined) return 'Its records are on their way.';
  return store.place.value === undefined ? 'Choose an execution from the list.' : '';
}

/** The last steps that are drawn: more of them would lie on top of each other. */
const pathLength = 200;

function useCounts(store: Store): ReadonlyMap<string, number> | undefined {
  const compared = store.compared.value;
  const { records } = store.state.value;
  return useMemo(() => {
    if (compared.size === 0) return undefined;
    return countsOf([store.records.value, ...[...compared].flatMap((key) => [records.get(key) ?? []])]);
  }, [compared, records, store.records.value]);
}

function chartFor(config: HandoffConfig | undefined): Chart | undefined {
  if (config === undefined) return undefined;
  try {
    return chartOf(createHandoffMachine(config).definition);
  } catch {
    // The fold says what is wrong with the configuration.
    return undefined;
  }
}
