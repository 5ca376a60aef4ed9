import type { AnyEventObject } from 'xstate';

import type { JsonValue } from '../../../src/machines/types.ts';
import { plainEvent, plainParts } from '../../actors/plainParts.ts';
import type { SnapshotStep } from '../../actors/snapshotSteps.ts';
import { xstate4EventName } from './eventName.ts';

/** An event as XState 4 wraps it, as JSON text. */
export function xstate4Event(event: AnyEventObject): string {
  return JSON.stringify(wrapped(event));
}

/** A snapshot of an XState 5 machine as JSON text from which XState 4's `State.create` makes a state. */
export function xstate4State({ event, snapshot }: SnapshotStep, sessionId: string): string {
  const _event = wrapped(event);
  const { value = {}, context = null, tags = [] } = plainParts(snapshot, ['value', 'context', 'tags']);
  return JSON.stringify({
    value,
    context,
    tags,
    event: _event.data,
    _event,
    _sessionid: sessionId,
    actions: [],
    activities: {},
    meta: {},
    events: [],
    configuration: [],
    transitions: [],
    children: {},
    done: snapshot.status === 'done',
    changed: true,
  });
}

function wrapped(event: AnyEventObject) {
  const name = xstate4EventName(event.type);
  const { output, error, ...rest } = plainEvent(event);
  const data: JsonValue = { ...rest, ...dataOf(event.type, output, error), type: name };
  return { name, data, $$type: 'scxml', type: 'external' } as const;
}

/** XState 4 puts what an actor came to under `data`. */
function dataOf(type: string, output: JsonValue | undefined, error: JsonValue | undefined) {
  if (type.startsWith('xstate.done.') && output !== undefined) return { data: output };
  if (type.startsWith('xstate.error.') && error !== undefined) return { data: error };
  return { ...(output !== undefined && { output }), ...(error !== undefined && { error }) };
}
