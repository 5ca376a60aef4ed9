import type { PendingCall } from '../../src/machines/pendingCall.ts';
import { standingOf } from '../../src/machines/fold.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';

/** The call with the texts that fold from redacted records, in place of those that it is made with. */
export function callFrom(records: readonly TransitionRecord[], call: PendingCall): PendingCall {
  const { task, context, attempts } = standingOf(records).snapshot.context;
  const texts = { task, context, previousAttempts: attempts };
  return call.kind === 'evaluate'
    ? { kind: call.kind, input: { ...call.input, ...texts } }
    : { kind: call.kind, input: { ...call.input, ...texts } };
}
