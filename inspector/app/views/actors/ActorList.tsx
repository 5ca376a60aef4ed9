import type { JSX } from 'preact';

import { counted } from '../../format.ts';
import type { Store } from '../../state/store.ts';
import './actors.css';

interface ActorListProps {
  readonly store: Store;
  /** An actor was chosen, to be looked at. */
  readonly onChosen: () => void;
}

/** Actors of any XState machine that report here. */
export function ActorList({ store, onChosen }: ActorListProps): JSX.Element {
  const { actors, steps } = store.state.value;
  const selection = store.selection.value;
  return (
    <section class="actors" aria-label="Actors">
      <h3>Actors</h3>
      {[...actors.values()].map(({ sessionId, name, status }) => (
        <button
          key={sessionId}
          type="button"
          aria-current={selection?.kind === 'actor' && selection.sessionId === sessionId}
          onClick={() => {
            store.selectActor(sessionId);
            onChosen();
          }}
        >
          <span dir="auto" title={name}>
            {name}
          </span>
          <span class="facts">
            {sessionId} · {status} · {counted(steps.get(sessionId)?.length ?? 0, 'step')}
          </span>
        </button>
      ))}
    </section>
  );
}
