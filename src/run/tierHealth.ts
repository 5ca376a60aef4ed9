import type { PendingCall } from '../machines/pendingCall.ts';
import { failureOf } from '../machines/occurrence.ts';

/** Failed calls of a tier, one after another, from which on it is a problem of the set-up and not of the tasks. */
const tooMany = 5;

interface Failures {
  readonly agentId: string;
  readonly count: number;
  readonly message: string;
}

/** How the last calls of each tier went in this process. */
export interface TierHealth {
  worked(call: PendingCall): void;
  failed(call: PendingCall, error: unknown): void;
  /** One sentence for each tier whose last calls have all failed, at least five of them. */
  problems(): readonly string[];
}

export function createTierHealth(): TierHealth {
  const failing = new Map<number, Failures>();
  return {
    worked: ({ input: { tierLevel } }) => void failing.delete(tierLevel),
    failed: ({ input: { tierLevel, agentId } }, error) => {
      const { reason, message } = failureOf(error);
      // A person who does not come, and a caller who leaves, say nothing of the tier.
      if (reason === 'aborted' || reason === 'deadline') return;
      const count = (failing.get(tierLevel)?.count ?? 0) + 1;
      failing.set(tierLevel, { agentId, count, message });
    },
    problems: () =>
      [...failing].flatMap(([level, { agentId, count, message }]) =>
        count < tooMany ? [] : [`Tier ${level} (${agentId}) has failed ${count} times in a row, last: ${message}`],
      ),
  };
}
