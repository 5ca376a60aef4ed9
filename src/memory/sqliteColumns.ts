import type { ExecutionSummary } from './sharedMemory.ts';
import { timeOf } from './summary.ts';

/** The columns of `executions` that follow from the records, beside `execution_id`. */
export const summaryColumns =
  'task, started_at, deadline, status, tier_level, updated_at, length, escalation_count, waiting_since, waiting_deadline';

/** A parameter for each of them. */
export const summaryParameters = summaryColumns.replaceAll(/\w+/g, '?');

/** Their values, in the same order. */
export function summaryValues(summary: ExecutionSummary): (string | number | null)[] {
  const { task, startedAt, deadline, status, tierLevel, updatedAt, length, escalationCount, waiting } = summary;
  const start = [task, startedAt, timeOf(deadline)];
  return start.concat(status, tierLevel, updatedAt, length, escalationCount, ...waitValues(waiting));
}

/** The values of the last two. */
export function waitValues(waiting: ExecutionSummary['waiting']): readonly [number | null, number | null] {
  return [timeOf(waiting?.since), timeOf(waiting?.deadline)];
}
