import type { SQLInputValue } from 'node:sqlite';

import type { ListFilter } from './listQuery.ts';

/** What each order sorts by, and which way. */
const sorted = {
  newest: { key: 'started_at', direction: 'DESC', beyond: '<' },
  oldestWait: { key: 'waiting_since', direction: 'ASC', beyond: '>' },
  nearestDeadline: { key: 'due', direction: 'ASC', beyond: '>' },
} as const;

export interface ListStatement {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/**
 * The query of up to `count` executions that come after a position in an order. It looks at no more rows than that, so
 * that no list blocks: the filters that have no index of their own are left to the reader.
 */
export function listStatement(
  { order, statuses, startedAfter, startedBefore }: ListFilter,
  after: ListFilter['after'],
  count: number,
): ListStatement {
  const { key, direction, beyond } = sorted[order];
  const values: SQLInputValue[] = [];
  const ordered = `ORDER BY ${key} ${direction}, execution_id ${direction} LIMIT ?`;
  const select = (status: string | undefined) => {
    const conditions = [`${key} IS NOT NULL`];
    const where = (condition: string, ...bound: readonly SQLInputValue[]) => {
      conditions.push(condition);
      values.push(...bound);
    };
    if (status !== undefined) where('status = ?', status);
    if (order === 'newest' && startedAfter !== undefined) where('started_at >= ?', startedAfter);
    if (order === 'newest' && startedBefore !== undefined) where('started_at < ?', startedBefore);
    if (after !== undefined) where(`(${key}, execution_id) ${beyond} (?, ?)`, after.key, after.executionId);
    values.push(count);
    return `SELECT *, ${key} AS position FROM executions WHERE ${conditions.join(' AND ')} ${ordered}`;
  };
  if (order !== 'newest' || statuses === undefined) return { sql: select(undefined), values };
  // Each status has an index in this order, all of them together have none.
  const selects = statuses.map((status) => `SELECT * FROM (${select(status)})`);
  if (selects.length === 0) return { sql: 'SELECT * FROM executions WHERE false', values };
  const sql = `${selects.join(' UNION ALL ')} ${ordered}`;
  values.push(count);
  return { sql, values };
}
