import { HandoffError, type HandoffErrorCode } from '../../src/machines/errors.ts';

/** Tells when executions that were set going come to their next call, which is when they are stored. */
export interface Beginnings {
  /** An execution comes to a call. */
  saw(executionId: string): void;
  /**
   * Sets an execution going, and settles when it comes to a call or to its end, whatever that is.
   *
   * @throws what `start` throws, where that is not the execution's own end.
   */
  begin(executionId: string, start: () => Promise<unknown>): Promise<void>;
}

/** How an execution may end by itself. Any other error says that it was not set going. */
const endings: ReadonlySet<HandoffErrorCode> = new Set([
  'HANDOFF_TIERS_EXHAUSTED',
  'HANDOFF_BUDGET_EXCEEDED',
  'HANDOFF_CANCELLED',
  'HANDOFF_AGENT_CALL',
  'HANDOFF_AGENT_OUTPUT',
  'HANDOFF_AGENT_DECLINED',
]);

export function createBeginnings(): Beginnings {
  const awaited = new Map<string, PromiseWithResolvers<void>>();

  return {
    saw: (executionId) => awaited.get(executionId)?.resolve(),
    begin: async (executionId, start) => {
      const call = awaited.get(executionId) ?? Promise.withResolvers<void>();
      awaited.set(executionId, call);
      const end = start().catch((error: unknown) => {
        if (!HandoffError.isInstance(error) || !endings.has(error.code)) throw error;
      });
      // Its fate after its beginning is in its record.
      end.catch(() => undefined);
      try {
        await Promise.race([call.promise, end]);
      } finally {
        awaited.delete(executionId);
      }
    },
  };
}
