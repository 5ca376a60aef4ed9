import type { CallVerdict } from '../../src/run/observer.ts';
import type { PendingCall } from '../../src/machines/pendingCall.ts';
import type { RecordedOutcome } from '../../src/continue/recordedOutcomes.ts';
import type { ForkContinuation } from '../protocol.ts';

/** How the forks that were begun from the page go on. */
export interface ForkPlans {
  add(executionId: string, sourceId: string, plan: ForkPlan): void;
  /** Returns the fate of a call. `mock`: it is held for an answer by hand; `undefined`: nothing is planned. */
  next(call: PendingCall): CallVerdict | 'mock' | undefined;
  forget(executionId: string): void;
  /** The forks of a source whose calls must not be made. */
  withoutCalls(sourceId: string): readonly string[];
}

export interface ForkPlan {
  readonly continuation: Exclude<ForkContinuation, 'live'>;
  /** How the parent's calls ended after the fork. */
  readonly outcomes: readonly RecordedOutcome[];
}

export function createForkPlans(): ForkPlans {
  const plans = new Map<string, { readonly sourceId: string; readonly left: RecordedOutcome[] }>();

  return {
    add: (executionId, sourceId, { continuation, outcomes }) =>
      void plans.set(executionId, { sourceId, left: continuation === 'recorded' ? [...outcomes] : [] }),
    next: ({ kind, input: { executionId, tierLevel } }) => {
      const plan = plans.get(executionId);
      if (plan === undefined) return undefined;
      const index = plan.left.findIndex((outcome) => outcome.kind === kind && outcome.tierLevel === tierLevel);
      return index < 0 ? 'mock' : plan.left.splice(index, 1)[0]?.verdict;
    },
    forget: (executionId) => void plans.delete(executionId),
    withoutCalls: (sourceId) => [...plans].flatMap(([id, plan]) => (plan.sourceId === sourceId ? [id] : [])),
  };
}
