import type { JSX } from 'preact';

import type { ViewProps } from '../view.ts';
import { pendingOf } from './pending.ts';
import { Timeline } from './Timeline.tsx';

/** The records of the selected execution, and the call that is being made. */
export function TimelineView({ store, rows }: ViewProps): JSX.Element {
  return (
    <Timeline rows={rows} seq={store.seq.value} pending={pendingOf(store)} onSelect={(next) => store.moveTo(next)} />
  );
}
