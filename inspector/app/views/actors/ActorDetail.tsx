import type { JSX } from 'preact';

import { ChangeList } from '../detail/ChangeList.tsx';
import { CopyLink } from '../detail/CopyLink.tsx';
import { LongText } from '../detail/LongText.tsx';
import { SinceStep } from '../detail/SinceStep.tsx';
import type { Store } from '../../state/store.ts';
import { knownAt, snapshotChanges, stepAt } from './actorSteps.ts';
import '../detail/detail.css';

/** The step of an actor that is shown: its event, what it changed, and the snapshot. */
export function ActorDetail({ store, sessionId }: { readonly store: Store; readonly sessionId: string }): JSX.Element {
  const actor = store.state.value.actors.get(sessionId);
  const steps = store.state.value.steps.get(sessionId) ?? [];
  const step = stepAt(steps, store.seq.value);
  if (step === undefined) return <p class="hint">Nothing has happened to this actor yet.</p>;
  const { index, event, snapshot, timestamp } = step;
  const before = knownAt(steps, index - 1);
  return (
    <article class="detail" aria-label={`Step ${index}`}>
      <p class="soft">
        step {index} · <bdi>{actor?.name ?? sessionId}</bdi> · {actor?.status ?? 'unknown'}
      </p>
      <h2 dir="auto">{event.type}</h2>
      <p class="soft">{timestamp.replace('T', ' ').replace('Z', ' UTC')}</p>
      {snapshot !== undefined && (
        <>
          <SinceStep before={before?.index} onSelect={(seq) => store.moveTo(seq)} />
          <ChangeList changes={snapshotChanges(before?.snapshot, snapshot)} />
        </>
      )}
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
      <div class="actions">
        <CopyLink id={sessionId} seq={index} />
      </div>
    </article>
  );
}
