import type { JSX } from 'preact';

import { serviceOf } from '../../../src/machines/serviceId.ts';
import { GateBar } from '../stepping/GateBar.tsx';
import type { PausedCall } from '../../protocol.ts';
import { keyOf } from '../state/model.ts';
import type { Store } from '../state/store.ts';
import { Unfinished } from './Unfinished.tsx';

/** Shows all that waits for a decision: held calls, a person's answer, an execution that no process goes on with. */
export function GateArea({ store }: { readonly store: Store }): JSX.Element | undefined {
  if (store.connection.value.status === 'none') return undefined;
  const execution = store.selected.value;
  const canAct = execution !== undefined && !store.readOnly.value;
  return (
    <div class="gate-area">
      <GateBar
        calls={store.state.value.paused}
        shown={execution}
        lastOutput={(held) => lastOutput(store, held)}
        onVerdict={({ executionId, call }, verdict) =>
          store.send({ type: 'verdict', executionId, callId: call.input.callId, verdict })
        }
        onCancel={({ sourceId, executionId }, reason) => store.send({ type: 'cancel', sourceId, executionId, reason })}
        onShow={(held) => store.select(keyOf(held))}
      />
      {canAct && <Unfinished key={keyOf(execution)} store={store} execution={execution} />}
    </div>
  );
}

/** Returns the output of the last call of the same kind and tier in the same execution. */
function lastOutput(store: Store, { sourceId, executionId, call }: PausedCall): unknown {
  const records = store.state.value.records.get(keyOf({ sourceId, executionId })) ?? [];
  const last = records.findLast(
    ({ event, tierLevel }) =>
      tierLevel === call.input.tierLevel && 'output' in event && serviceOf(event)?.kind === call.kind,
  );
  return last !== undefined && 'output' in last.event ? last.event.output : undefined;
}
