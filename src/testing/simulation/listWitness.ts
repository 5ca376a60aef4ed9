import { isDeepStrictEqual } from 'node:util';

import { recordBatch } from '../../memory/recordBatch.ts';
import type { ExecutionPage, ExecutionSummary, ListQuery } from '../../memory/sharedMemory.ts';
import { dueTime, summaryOf } from '../../memory/summary.ts';
import type { Ledger } from './ledger.ts';
import { leaseAt } from './leaseWitness.ts';
import { listsAreCurrent, type Report } from './simulationInvariants.ts';

/** Sees what the store lists. */
export interface ListWitness {
  /** A page of what was asked for, by status, by who waits or by deadlines; a world has too few for a second page. */
  listed(page: ExecutionPage, query: ListQuery): void;
}

export interface ListWitnessOptions {
  readonly ledgers: readonly Ledger[];
  /** The store's time. */
  readonly now: () => number;
  readonly report: Report;
}

export function createListWitness({ ledgers, now, report }: ListWitnessOptions): ListWitness {
  return {
    listed: ({ executions }, { status, order, held }) => {
      const asked = status === undefined ? undefined : [status].flat();
      for (const ledger of ledgers) {
        const batch = recordBatch('simulated', ledger.records);
        const summary = batch && summaryOf(batch);
        const listed = executions.find(({ executionId }) => executionId === ledger.plan.executionId);
        const lease = leaseAt(ledger, now());
        const due =
          summary !== undefined &&
          (asked?.includes(summary.status) ?? true) &&
          (held === undefined || held === (lease !== null)) &&
          isKnownTo(order, summary);
        if (isDeepStrictEqual(listed, due ? { ...summary, lease } : undefined)) continue;
        const said = listed ? `is listed as ${shown(listed)}` : 'is not listed';
        const is = summary ? `it is ${shown({ ...summary, lease })}` : 'nothing of it was stored';
        report(listsAreCurrent, ledger, `It ${said}, and ${is}.`);
      }
    },
  };
}

function shown({ status, length, lease }: ExecutionSummary): string {
  return `${status} with ${length} records, held by ${lease?.owner ?? 'nobody'}`;
}

function isKnownTo(order: ListQuery['order'], summary: ExecutionSummary): boolean {
  if (order === 'oldestWait') return summary.waiting !== null;
  return order !== 'nearestDeadline' || dueTime(summary) !== null;
}
