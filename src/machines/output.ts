import type { HandoffContext, HandoffOutput } from './executionTypes.ts';

/** What an execution comes to, once it is in a final state. */
export function outputOf(context: HandoffContext): HandoffOutput {
  const { executionId, tierLevel, escalationCount, capped, limitReached, usage, costUsd } = context;
  const { failure, execution, attempts } = context;
  const durationMs = Math.max(0, Date.parse(context.now) - Date.parse(context.startedAt)) || 0;
  const base = { executionId, finalTier: tierLevel, escalationCount, capped, limitReached, usage, costUsd, durationMs };
  if (failure === null && execution !== null) return { ...base, status: 'completed', ...execution };
  return {
    ...base,
    status: failure?.code === 'HANDOFF_CANCELLED' ? 'cancelled' : 'failed',
    failure: failure ?? { name: 'Error', code: 'HANDOFF_AGENT_CALL', message: 'It ended without an answer.' },
    attempts,
  };
}
