import type { JSX } from 'preact';

import { Icon } from '../icons.tsx';
import type { Store } from '../state/store.ts';

/** Whether what is shown is live, held, recorded, or cut off from its program. */
export function ConnectionPill({ store }: { readonly store: Store }): JSX.Element | undefined {
  const connection = store.connection.value;
  const execution = store.selected.value;
  if (connection.status === 'connecting') return <span class="pill">connecting…</span>;
  if (connection.status === 'lost') {
    return (
      <span class="pill bad" role="status">
        <Icon name="failed" />
        not connected, trying again
        <button type="button" class="link" onClick={() => store.retry()}>
          Now
        </button>
      </span>
    );
  }
  if (connection.status === 'refused') {
    return (
      <span class="pill bad" role="status">
        <Icon name="failed" />
        the program was begun anew: open the address that it printed
      </span>
    );
  }
  const { paused, stepping } = store.state.value;
  const held = paused.some(({ executionId }) => executionId === execution?.executionId);
  if (held) {
    return (
      <span class="pill live">
        <Icon name="pause" />
        {execution?.live === true ? 'live · held' : 'held'}
      </span>
    );
  }
  if (execution?.live === true) {
    return (
      <span class="pill live">
        <Icon name="live" />
        {stepping.mode === 'pause' ? 'live · pausing' : 'live'}
      </span>
    );
  }
  return execution && <span class="pill">recorded</span>;
}
