import type { SQLInputValue } from 'node:sqlite';

import type { ListFilter } from './listQuery.ts';

/** The query of one page, and one execution more: it tells whether there is a next page. */
export function listStatement(filter: ListFilter): { readonly sql: string; readonly values: readonly SQLInputValue[] } {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const where = (condition: string, ...bound: readonly SQLInputValue[]) => {
    conditions.push(condition);
    values.push(...bound);
  };
  const { statuses, tierLevel, startedAfter, startedBefore, taskContains, after, limit } = filter;
  if (statuses !== undefined) where(`status IN (${statuses.map(() => '?').join(', ')})`, ...statuses);
  if (tierLevel !== undefined) where('tier_level = ?', tierLevel);
  if (startedAfter !== undefined) where('started_at >= ?', startedAfter);
  if (startedBefore !== undefined) where('started_at < ?', startedBefore);
  if (after !== undefined) where('(started_at, execution_id) < (?, ?)', after.startedAt, after.executionId);
  if (taskContains !== undefined) where('contains_text(task, ?)', taskContains);
  const filters = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  values.push(limit + 1);
  return { sql: `SELECT * FROM executions ${filters} ORDER BY started_at DESC, execution_id DESC LIMIT ?`, values };
}
