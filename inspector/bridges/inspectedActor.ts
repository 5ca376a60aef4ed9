import type { AnyStateMachine, Snapshot } from 'xstate';

/** The part of an inspected actor that wires tell about. XState types it as little more than something to send to. */
export interface InspectedActor {
  readonly id: string;
  readonly sessionId: string;
  readonly logic: unknown;
  readonly _parent?: InspectedActor | undefined;
  send(event: { readonly type: string }): void;
  getSnapshot(): Snapshot<unknown>;
}

export function isInspectedActor(ref: object): ref is InspectedActor {
  return 'logic' in ref && 'id' in ref && 'sessionId' in ref && 'getSnapshot' in ref;
}

/** A machine of this copy of XState 5, or of another. */
export function isMachine(logic: unknown): logic is AnyStateMachine {
  return typeof logic === 'object' && logic !== null && 'root' in logic && 'definition' in logic && 'config' in logic;
}
