import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import type { HandoffConfig, HandoffInput } from '../../../src/machines/types.ts';

/** Returns the tiers and the policy of an execution; `undefined` where its first record is not here yet. */
function startIn(records: readonly TransitionRecord[]) {
  const event = records[0]?.event;
  return event?.type === 'xstate.init' ? event : undefined;
}

export function configIn(records: readonly TransitionRecord[]): HandoffConfig | undefined {
  return startIn(records)?.config;
}

export function inputIn(records: readonly TransitionRecord[]): HandoffInput | undefined {
  return startIn(records)?.input;
}
