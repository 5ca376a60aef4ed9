import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import { inputIn } from '../../state/configIn.ts';
import type { ViewProps } from '../view.ts';
import { Totals } from './Totals.tsx';

/** The cost of the selected execution, together with those that were chosen beside it. */
export function TotalsView({ store }: ViewProps): JSX.Element {
  const selected = store.records.value;
  const { records } = store.state.value;
  const compared = store.compared.value;
  const all = useMemo(
    () => [...selected, ...[...compared].flatMap((key) => records.get(key) ?? [])],
    [selected, compared, records],
  );
  return <Totals records={all} limits={inputIn(selected)?.limits} executions={compared.size + 1} />;
}
