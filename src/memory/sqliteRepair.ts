import type { DatabaseSync } from 'node:sqlite';

import type { RecordBatch } from './recordBatch.ts';
import { summaryColumns, summaryParameters, summaryValues } from './sqliteColumns.ts';
import { isOver, summaryOf } from './summary.ts';

/** Writes the summary of an execution, of which a batch holds every record, whatever stands there. The lease stays. */
export function sqliteRepair(db: DatabaseSync): (batch: RecordBatch) => void {
  const upsert = db.prepare(
    `INSERT INTO executions (execution_id, ${summaryColumns}) VALUES (?, ${summaryParameters})
     ON CONFLICT (execution_id) DO UPDATE SET lease_token = iif(?, NULL, lease_token),
       (${summaryColumns}) = (${summaryColumns.replaceAll(/\w+/g, 'excluded.$&')})`,
  );
  return (batch) => {
    const summary = summaryOf(batch);
    upsert.run(batch.executionId, ...summaryValues(summary), isOver(summary.status) ? 1 : 0);
  };
}
