import type { AnyEventObject, InspectionEvent, Snapshot } from 'xstate';

/** An actor came to a snapshot through an event. */
export interface SnapshotStep {
  readonly event: AnyEventObject;
  readonly snapshot: Snapshot<unknown>;
}

/**
 * Picks the steps out of inspection events. Each microstep is one; the snapshot that ends them is one more only where it
 * shows something new.
 */
export function snapshotSteps(): (inspected: InspectionEvent) => SnapshotStep | undefined {
  const lastMicrostep = new WeakMap<object, Snapshot<unknown>>();

  return (inspected) => {
    if (inspected.type === '@xstate.microstep') {
      lastMicrostep.set(inspected.actorRef, inspected.snapshot);
      return inspected;
    }
    if (inspected.type !== '@xstate.snapshot') return undefined;
    const shown = lastMicrostep.get(inspected.actorRef);
    lastMicrostep.delete(inspected.actorRef);
    return shown !== undefined && isSame(shown, inspected.snapshot) ? undefined : inspected;
  };
}

function isSame(a: Snapshot<unknown>, b: Snapshot<unknown>): boolean {
  const parts = ['value', 'context', 'status', 'output', 'error'];
  return parts.every((part) => Reflect.get(a, part) === Reflect.get(b, part));
}
