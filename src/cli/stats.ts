import type { TransitionRecord } from '../machines/executionTypes.ts';
import { failureOf } from '../machines/occurrence.ts';
import { phaseOf } from '../machines/stateName.ts';
import type { ExecutionStatus } from '../memory/sharedMemory.ts';
import { reasonWords } from '../words/failure.ts';

/** The figures of the executions of a memory. Each is a fold over their records. */
export interface Stats {
  readonly executions: number;
  readonly byStatus: Readonly<Record<ExecutionStatus, number>>;
  /** Completed executions by the tier that answered, lowest first. */
  readonly byFinalTier: readonly TierCount[];
  /** Executions that moved to a higher tier at least once. */
  readonly escalated: number;
  /** Completed executions that the highest allowed tier answered although it said no. */
  readonly capped: number;
  readonly calls: number;
  /** Calls that failed, by the reason or the code of the error, the most frequent first. */
  readonly failedCalls: readonly FailureCount[];
  /** US dollars, of the calls whose cost is known. */
  readonly costUsd: number;
  /** Calls whose cost is not known. */
  readonly unknownCosts: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface TierCount {
  readonly tierLevel: number;
  readonly agentId: string;
  readonly executions: number;
}

export interface FailureCount {
  /** `rateLimited 429`, `timeout`; where the record does not say why, the code of the error. */
  readonly reason: string;
  /** The same for people: `rate limited (429)`. */
  readonly told: string;
  readonly calls: number;
}

/** Adds one execution after another to the figures. */
export interface StatsFold {
  add(status: ExecutionStatus, records: readonly TransitionRecord[]): void;
  readonly stats: Stats;
}

export function foldStats(): StatsFold {
  const byStatus = { running: 0, waiting: 0, completed: 0, failed: 0, cancelled: 0 };
  const tiers = new Map<string, TierCount>();
  const failures = new Map<string, FailureCount>();
  const sums = {
    executions: 0,
    escalated: 0,
    capped: 0,
    calls: 0,
    costUsd: 0,
    unknownCosts: 0,
    inputTokens: 0,
    outputTokens: 0,
  };

  const addCall = ({ event, usage, costUsd }: TransitionRecord) => {
    sums.calls += 1;
    sums.inputTokens += usage?.inputTokens ?? 0;
    sums.outputTokens += usage?.outputTokens ?? 0;
    if (costUsd === undefined) sums.unknownCosts += 1;
    else sums.costUsd += costUsd;
    if ('error' in event) {
      const why = reasonOf(event.error);
      failures.set(why.reason, { ...why, calls: (failures.get(why.reason)?.calls ?? 0) + 1 });
    }
  };

  return {
    add(status, records) {
      sums.executions += 1;
      byStatus[status] += 1;
      for (const record of records) if ('actorId' in record.event) addCall(record);
      if (records.some(({ event }) => event.type === 'escalate')) sums.escalated += 1;
      const last = records.at(-1);
      if (last === undefined || status !== 'completed') return;
      if (phaseOf(last.from) === 'capped') sums.capped += 1;
      const { tierLevel, agentId } = last;
      const key = `${tierLevel} ${agentId}`;
      tiers.set(key, { tierLevel, agentId, executions: (tiers.get(key)?.executions ?? 0) + 1 });
    },
    get stats() {
      return {
        ...sums,
        byStatus: { ...byStatus },
        byFinalTier: [...tiers.values()].toSorted((a, b) => a.tierLevel - b.tierLevel || b.executions - a.executions),
        failedCalls: [...failures.values()].toSorted((a, b) => b.calls - a.calls || a.reason.localeCompare(b.reason)),
      };
    },
  };
}

function reasonOf(error: unknown): Pick<FailureCount, 'reason' | 'told'> {
  const { reason, status, code } = failureOf(error);
  const words = reason === undefined ? code : reasonWords(reason);
  return status === undefined
    ? { reason: reason ?? code, told: words }
    : { reason: `${reason ?? code} ${status}`, told: `${words} (${status})` };
}
