import type { AnyEventObject, AnyStateMachine, InspectionEvent } from 'xstate';

import { type InspectedActor, isInspectedActor, isMachine } from '../inspectedActor.ts';
import { snapshotSteps, type SnapshotStep } from '../../actors/snapshotSteps.ts';
import { xstate4Definition } from './definition.ts';
import { incomingFrom } from './incomingEvent.ts';
import type { XState4Message } from './message.ts';
import { xstate4Event, xstate4State } from './state.ts';

/** Our side of `@xstate/inspect` 0.8, for any number of its receivers. */
export interface XState4Bridge {
  /** For `createActor(machine, { inspect })`. */
  readonly inspect: (inspected: InspectionEvent) => void;
  /** Adds a receiver. Once it says that it is there, it gets every machine that runs, and what happens from then on. */
  connect(post: (message: XState4Message) => void): XState4Connection;
}

export interface XState4Connection {
  /**
   * Takes what the receiver says: JSON text, or an object. An event that it sends is sent to the actor, so connect no one
   * who may not do that.
   */
  receive(message: unknown): void;
  close(): void;
}

interface Service {
  readonly actor: InspectedActor;
  readonly machine: AnyStateMachine;
  last: SnapshotStep;
}

/**
 * Shows XState 5 machines in the receivers of `@xstate/inspect` 0.8, which know XState 4 only:
 *
 *     const bridge = createXState4Bridge();
 *     createActor(machine, { inspect: bridge.inspect }).start();
 *     webSocketServer.on('connection', (socket) => {
 *       const connection = bridge.connect((message) => socket.send(JSON.stringify(message)));
 *       socket.on('message', (data) => connection.receive(data.toString()));
 *       socket.on('close', () => connection.close());
 *     });
 *
 * Actors that are not machines are left out: the wire has no word for them. Nothing is redacted.
 */
export function createXState4Bridge(): XState4Bridge {
  const services = new Map<string, Service>();
  const receivers = new Set<(message: XState4Message) => void>();
  const stepOf = snapshotSteps();

  /** Makes the message only where a receiver is connected. */
  function tell(message: () => XState4Message): void {
    if (receivers.size === 0) return;
    const made = message();
    for (const receiver of receivers) receiver(made);
  }

  /** A machine becomes known with its first event; what happens while it is made is not shown. */
  function meet(actor: InspectedActor, event: AnyEventObject): void {
    const { logic, _parent: parent } = actor;
    if (services.has(actor.sessionId) || !isMachine(logic)) return;
    const snapshot = actor.getSnapshot();
    if (snapshot.status !== 'active' && event.type !== 'xstate.init') return;
    // Children start before their parent says so.
    if (parent !== undefined) meet(parent, event);
    const service = { actor, machine: logic, last: { event, snapshot } };
    services.set(actor.sessionId, service);
    tell(() => registration(service));
  }

  function follow({ sessionId }: InspectedActor, step: SnapshotStep): void {
    const service = services.get(sessionId);
    if (service === undefined) return;
    service.last = step;
    tell(() => ({ type: 'service.state', sessionId, state: xstate4State(step, sessionId) }));
    if (step.snapshot.status === 'active') return;
    services.delete(sessionId);
    tell(() => ({ type: 'service.stop', sessionId }));
  }

  return {
    inspect: (inspected) => {
      const { actorRef } = inspected;
      if (!isInspectedActor(actorRef)) return;
      if (inspected.type === '@xstate.event') {
        const { event } = inspected;
        const { sessionId } = actorRef;
        meet(actorRef, event);
        if (services.has(sessionId)) tell(() => ({ type: 'service.event', sessionId, event: xstate4Event(event) }));
      }
      const step = stepOf(inspected);
      if (step !== undefined) follow(actorRef, step);
    },
    connect: (post) => ({
      receive: (message) => {
        const incoming = incomingFrom(message);
        if (incoming?.type === 'event') services.get(incoming.sessionId)?.actor.send(incoming.event);
        if (incoming?.type !== 'inspecting') return;
        receivers.add(post);
        for (const service of services.values()) post(registration(service));
      },
      close: () => {
        receivers.delete(post);
      },
    }),
  };
}

function registration({ actor, machine, last }: Service): XState4Message {
  const { id, sessionId, _parent: parent } = actor;
  const context: unknown = Reflect.get(last.snapshot, 'context');
  return {
    type: 'service.register',
    machine: JSON.stringify(xstate4Definition(machine, context)),
    state: xstate4State(last, sessionId),
    id,
    sessionId,
    ...(parent !== undefined && { parent: parent.sessionId }),
  };
}
