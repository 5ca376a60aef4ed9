import type { JSX } from 'preact';

import type { Waiting } from '../../../src/machines/executionTypes.ts';
import { AnswerForm } from '../controls/AnswerForm.tsx';
import { GateBar } from '../controls/GateBar.tsx';
import type { ListedExecution, PausedCall } from '../../protocol.ts';
import { Icon } from '../icons.tsx';
import { keyOf } from '../state/model.ts';
import type { Store } from '../state/store.ts';

/** What waits for a decision: held calls, a person's answer, an execution that nobody goes on with. */
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
        onCancel={({ sourceId, executionId }) => store.send({ type: 'cancel', sourceId, executionId })}
        onShow={(held) => store.select(keyOf(held))}
      />
      {canAct && <Unfinished store={store} execution={execution} />}
    </div>
  );
}

function Unfinished({ store, execution }: { readonly store: Store; readonly execution: ListedExecution }) {
  const { sourceId, executionId, status, live, task } = execution;
  const waiting = waitingIn(store);
  if (status === 'waiting' && waiting !== undefined) {
    return (
      <AnswerForm
        executionId={executionId}
        waiting={waiting}
        task={task}
        onRespond={(response) => store.send({ type: 'respond', sourceId, executionId, response })}
      />
    );
  }
  if (status !== 'running' || live) return undefined;
  return (
    <p class="resume">
      <span>This execution is not over, and does not run here.</span>
      <button type="button" onClick={() => store.order({ type: 'resume', sourceId, executionId })}>
        <Icon name="play" />
        Go on with it
      </button>
    </p>
  );
}

function waitingIn(store: Store): Waiting | undefined {
  const last = store.records.value.at(-1);
  return last?.event.type === 'wait' ? { since: last.timestamp, deadline: last.event.deadline } : undefined;
}

/** What a call of the same kind returned last in the same execution. */
function lastOutput(store: Store, held: PausedCall): unknown {
  const records = store.state.value.records.get(keyOf(held)) ?? [];
  const event = records.findLast(({ event }) => event.type.endsWith(`.${held.call.kind}`) && 'output' in event)?.event;
  return event !== undefined && 'output' in event ? event.output : undefined;
}
