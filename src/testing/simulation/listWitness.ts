import { isDeepStrictEqual } from 'node:util';

import { recordBatch } from '../../memory/recordBatch.ts';
import type { ExecutionPage, ExecutionStatus } from '../../memory/sharedMemory.ts';
import { summaryOf } from '../../memory/summary.ts';
import type { Ledger } from './ledger.ts';
import { listsAreCurrent, type Report } from './simulationInvariants.ts';

/** Sees what the store lists. */
export interface ListWitness {
  /** The executions in these statuses, or all of them; a world has too few for a second page. */
  listed(page: ExecutionPage, statuses?: ExecutionStatus | readonly ExecutionStatus[]): void;
}

export function createListWitness(ledgers: readonly Ledger[], report: Report): ListWitness {
  return {
    listed: ({ executions }, statuses) => {
      const asked = statuses === undefined ? undefined : [statuses].flat();
      for (const ledger of ledgers) {
        const batch = recordBatch('simulated', ledger.records);
        const summary = batch && summaryOf(batch);
        const listed = executions.find(({ executionId }) => executionId === ledger.plan.executionId);
        const due = summary !== undefined && (asked?.includes(summary.status) ?? true);
        if (isDeepStrictEqual(listed, due ? summary : undefined)) continue;
        const said = listed ? `is listed as ${listed.status} with ${listed.length} records` : 'is not listed';
        const is = summary ? `it is ${summary.status} with ${summary.length}` : 'nothing of it was stored';
        report(listsAreCurrent, ledger, `It ${said}, and ${is}.`);
      }
    },
  };
}
