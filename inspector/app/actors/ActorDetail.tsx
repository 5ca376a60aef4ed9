import type { JSX } from 'preact';

import { LongText } from '../detail/LongText.tsx';
import type { Store } from '../state/store.ts';

/** The event and the snapshot of the step of an actor that is shown. */
export function ActorDetail({ store, sessionId }: { readonly store: Store; readonly sessionId: string }): JSX.Element {
  const actor = store.state.value.actors.get(sessionId);
  const step = store.state.value.steps.get(sessionId)?.[store.seq.value];
  if (step === undefined) return <p class="hint">Nothing has happened to this actor yet.</p>;
  const { index, event, snapshot, timestamp } = step;
  return (
    <article class="detail" aria-label={`Step ${index}`}>
      <p class="soft">
        step {index} · {actor?.name ?? sessionId} · {actor?.status ?? 'unknown'}
      </p>
      <h2>{event.type}</h2>
      <p class="soft">{timestamp.replace('T', ' ').replace('Z', ' UTC')}</p>
      <h3>Event</h3>
      <div class="mono">
        <LongText text={JSON.stringify(event, null, 2)} />
      </div>
      {snapshot !== undefined && (
        <>
          <h3>Snapshot</h3>
          <div class="mono">
            <LongText text={JSON.stringify(snapshot, null, 2)} />
          </div>
        </>
      )}
    </article>
  );
}
