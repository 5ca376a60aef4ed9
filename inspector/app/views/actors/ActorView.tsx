import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import { chartOf } from '../chart/chartOf.ts';
import { foreignPathOf, leavesOf, mostSteps, stateText } from '../chart/foreignPath.ts';
import { LastSteps } from '../chart/LastSteps.tsx';
import { Statechart } from '../chart/Statechart.tsx';
import type { ForeignStep } from '../../../protocol.ts';
import type { Store } from '../../state/store.ts';
import { stepRowsOf } from '../timeline/rows.ts';
import { Scrubber } from '../timeline/Scrubber.tsx';
import { Timeline } from '../timeline/Timeline.tsx';
import { knownAt } from './actorSteps.ts';
import { SendEvent } from './SendEvent.tsx';

const noSteps: readonly ForeignStep[] = [];

/** An actor of another machine: where it stands in it, and what it did. */
export function ActorView({ store, sessionId }: { readonly store: Store; readonly sessionId: string }): JSX.Element {
  const actor = store.state.value.actors.get(sessionId);
  const steps = store.state.value.steps.get(sessionId) ?? noSteps;
  const seq = store.seq.value;
  const definition = actor?.definition;
  const chart = useMemo(() => (definition === undefined ? undefined : chartOf(definition)), [definition]);
  const rows = useMemo(() => stepRowsOf(steps), [steps]);
  const path = useMemo(() => (chart === undefined ? [] : foreignPathOf(chart, steps, seq)), [chart, steps, seq]);
  const snapshot = knownAt(steps, seq)?.snapshot;
  const select = (next: number) => store.moveTo(next);
  return (
    <>
      <section class="chart-pane" aria-label="Statechart">
        {chart === undefined || chart.nodes.length === 0 ? (
          <p class="hint">This actor is not a state machine: its steps tell what it did.</p>
        ) : (
          <>
            <Statechart
              chart={chart}
              current={leavesOf(snapshot?.value)}
              path={path}
              selected={seq}
              onSelect={select}
            />
            {(path[0]?.from ?? null) !== null && <LastSteps count={mostSteps} />}
          </>
        )}
      </section>
      <section class="below" aria-label="Actor">
        <Scrubber
          rows={rows}
          seq={seq}
          words={`step ${seq} of ${store.length.value - 1}: ${stateText(snapshot?.value)}`}
          onMove={select}
        />
        {actor?.takesEvents === true && actor.status === 'active' && (
          <div class="tabs">
            <SendEvent store={store} sessionId={sessionId} />
          </div>
        )}
        <div class="tab-content">
          <Timeline rows={rows} seq={seq} onSelect={select} />
        </div>
      </section>
    </>
  );
}
