import { isEvaluation, isExecution } from '../machines/checks.ts';
import { failureOf, reportOf } from '../machines/occurrence.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { serviceOf } from '../machines/serviceId.ts';
import type { CallVerdict } from '../run/observer.ts';
import type { PendingCall } from '../machines/pendingCall.ts';

/** How a recorded call ended, as a verdict that makes another call end alike. */
export interface RecordedOutcome {
  readonly tierLevel: number;
  readonly kind: PendingCall['kind'];
  readonly verdict: CallVerdict;
}

/** How the calls of an execution ended after record `after`, oldest first. */
export function recordedOutcomes(records: readonly TransitionRecord[], after = -1): readonly RecordedOutcome[] {
  return records.slice(after + 1).flatMap(({ tierLevel, event }): readonly RecordedOutcome[] => {
    if (!('actorId' in event)) return [];
    const kind = serviceOf(event)?.kind;
    if (kind === undefined) return [];
    if ('error' in event) {
      const { error } = event;
      return [{ tierLevel, kind, verdict: { type: 'throw', error: failureOf(error), recorded: reportOf(error) } }];
    }
    const { output } = event;
    return isEvaluation(output) || isExecution(output)
      ? [{ tierLevel, kind, verdict: { type: 'return', output, recorded: true } }]
      : [];
  });
}
