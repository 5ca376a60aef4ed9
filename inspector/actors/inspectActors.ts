import type { AnyEventObject, InspectionEvent, Snapshot } from 'xstate';

import type { HandoffMachineEvent, TransitionRecord } from '../../src/machines/executionTypes.ts';
import { isFinal, parseTierKey } from '../../src/machines/stateName.ts';
import { isTransitionRecord } from '../../src/memory/chain/recordShape.ts';
import type { ForeignActor } from '../protocol.ts';
import type { ActorBook } from './actorBook.ts';
import { plainDefinition } from './plainJson.ts';
import { plainEvent, plainParts } from './plainParts.ts';
import { snapshotSteps } from './snapshotSteps.ts';

export interface ActorInspection {
  readonly book: ActorBook;
  /** A record of an escalation machine that an application runs by itself, and how to cancel it. */
  readonly recorded: (record: TransitionRecord, cancel: (reason?: string) => void) => void;
}

/** The part of an actor that is used here; XState's own types tie it to one machine. */
interface SeenActor {
  readonly id: string;
  readonly sessionId: string;
  readonly logic: unknown;
  readonly _parent?: { readonly sessionId: string } | undefined;
  send(event: { readonly type: string }): void;
  getSnapshot(): Snapshot<unknown>;
  on(type: 'transition', listener: (emitted: { readonly record?: unknown }) => void): unknown;
}

/** The value of `createActor(machine, { inspect })`: our machines are followed by their records, others step by step. */
export function inspectActors({ book, recorded }: ActorInspection): (event: InspectionEvent) => void {
  const ours = new WeakSet<object>();
  const stepOf = snapshotSteps();
  /** The last status that was shown of an actor. */
  const shown = new WeakMap<object, string>();

  function meet(actor: SeenActor): void {
    const parent = actor._parent;
    if (parent !== undefined && ours.has(parent)) {
      // The service calls of our machine are in its records.
      ours.add(actor);
      return;
    }
    if (isHandoffLogic(actor.logic)) {
      ours.add(actor);
      const cancel = (reason?: string) => actor.send(cancelEvent(reason));
      actor.on('transition', ({ record }) => {
        if (isTransitionRecord(record)) recorded(record, cancel);
      });
      return;
    }
    book.put(foreignActor(actor, parent), (event) => actor.send(event));
  }

  function step(actor: SeenActor, event: AnyEventObject, snapshot: Snapshot<unknown>): void {
    if (ours.has(actor)) return;
    shown.set(actor, snapshot.status);
    book.add(actor.sessionId, {
      timestamp: new Date().toISOString(),
      event: plainEvent(event),
      snapshot: { status: snapshot.status, ...plainParts(snapshot, ['value', 'context', 'output', 'error']) },
    });
    book.setStatus(actor.sessionId, snapshot.status);
  }

  /** XState says nothing of an actor that fails while it starts. */
  function settle(actor: SeenActor, event: AnyEventObject): void {
    const snapshot = actor.getSnapshot();
    if (snapshot.status !== shown.get(actor)) step(actor, event, snapshot);
  }

  return (inspected) => {
    const actor = inspected.actorRef;
    if (!isActor(actor)) return;
    if (inspected.type === '@xstate.actor') meet(actor);
    if (inspected.type === '@xstate.event') queueMicrotask(() => settle(actor, inspected.event));
    const taken = stepOf(inspected);
    if (taken !== undefined) step(actor, taken.event, taken.snapshot);
  };
}

function cancelEvent(reason: string | undefined): HandoffMachineEvent {
  return { type: 'cancel', timestamp: new Date().toISOString(), ...(reason !== undefined && { reason }) };
}

function foreignActor(actor: SeenActor, parent: SeenActor['_parent']): ForeignActor {
  const { logic, id, sessionId } = actor;
  const definition = isMachine(logic) ? { definition: plainDefinition(logic.definition) } : {};
  const parentId = parent === undefined ? {} : { parentId: parent.sessionId };
  return { sessionId, name: isMachine(logic) ? logic.id : id, ...parentId, ...definition, status: 'active' };
}

function isMachine(logic: unknown): logic is { readonly id: string; readonly definition: unknown; states: object } {
  return typeof logic === 'object' && logic !== null && 'definition' in logic && 'states' in logic && 'id' in logic;
}

/** An escalation machine, also one of another copy of the package: its records say the rest. */
function isHandoffLogic(logic: unknown): boolean {
  if (!isMachine(logic) || logic.id !== 'handoff') return false;
  return Object.keys(logic.states).every((key) => isFinal(key) || parseTierKey(key) !== undefined);
}

function isActor(ref: object): ref is SeenActor {
  return 'logic' in ref && 'send' in ref && 'on' in ref;
}
