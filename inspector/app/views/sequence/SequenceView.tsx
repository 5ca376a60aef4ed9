import type { JSX } from 'preact';

import { configIn } from '../../state/configIn.ts';
import type { ViewProps } from '../view.ts';
import { Sequence } from './Sequence.tsx';

/** The calls of the selected execution as messages between the machine and its agents. */
export function SequenceView({ store }: ViewProps): JSX.Element | undefined {
  const records = store.records.value;
  const config = configIn(records);
  return (
    config && (
      <Sequence records={records} config={config} position={store.seq.value} onSelect={(next) => store.moveTo(next)} />
    )
  );
}
