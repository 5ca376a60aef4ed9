import type { InspectionEvent } from 'xstate';

import { plainDefinition } from '../../actors/plainJson.ts';
import { type InspectedActor, isInspectedActor, isMachine } from '../inspectedActor.ts';
import { plainEvent, plainParts } from '../../actors/plainParts.ts';
import { snapshotSteps } from '../../actors/snapshotSteps.ts';
import { type StatelyMessage, statelySnapshotParts, statelyVersion } from './message.ts';

/**
 * Tells actors in the words of `@statelyai/inspect` 0.7, to whatever takes its messages.
 *
 *     const { send } = statelySocket(new WebSocket('ws://127.0.0.1:8080'));
 *     createActor(machine, { inspect: inspectForStately(send) });
 *
 * Microsteps such as `escalating` are snapshots of their own, and errors keep their name, code and message. Nothing is
 * redacted.
 */
export function inspectForStately(send: (message: StatelyMessage) => void): (inspected: InspectionEvent) => void {
  const stepOf = snapshotSteps();

  return (inspected) => {
    const { actorRef, rootId } = inspected;
    if (!isInspectedActor(actorRef)) return;
    const base = {
      sessionId: actorRef.sessionId,
      rootId,
      createdAt: String(Date.now()),
      id: null,
      _version: statelyVersion,
    };
    if (inspected.type === '@xstate.actor') send({ ...base, type: inspected.type, ...introduction(actorRef) });
    if (inspected.type === '@xstate.event') {
      const sourceId = inspected.sourceRef?.sessionId;
      const event = plainEvent(inspected.event);
      send({ ...base, type: inspected.type, event, ...(sourceId !== undefined && { sourceId }) });
    }
    const step = stepOf(inspected);
    if (step !== undefined) {
      const snapshot = plainParts(step.snapshot, statelySnapshotParts);
      send({ ...base, type: '@xstate.snapshot', event: plainEvent(step.event), snapshot });
    }
  };
}

function introduction(actor: InspectedActor) {
  const { logic, id, sessionId, _parent: parent } = actor;
  const config = isMachine(logic) ? logic.config : undefined;
  const name = isMachine(logic) && id === sessionId ? logic.id : id;
  return {
    name,
    definition: jsonText(config ?? { id: name }),
    // It has no snapshot yet: the first one follows.
    snapshot: { status: 'active' },
    ...(parent !== undefined && { parentId: parent.sessionId }),
  };
}

/** A configuration may hold functions, which are shown by their names, and values that JSON refuses. */
function jsonText(config: object): string {
  try {
    return JSON.stringify(config, (_key, value: unknown) =>
      typeof value === 'function' ? { type: value.name } : value,
    );
  } catch {
    return JSON.stringify(plainDefinition(config));
  }
}
