import type { ListFilter } from './listQuery.ts';
import type { PostgresQuery, PostgresValue } from './postgresPool.ts';

/** What each order sorts by, and which way. */
const sorted = {
  newest: { key: 'started_at', direction: 'DESC', beyond: '<' },
  oldestWait: { key: 'waiting_since', direction: 'ASC', beyond: '>' },
  nearestDeadline: { key: 'due', direction: 'ASC', beyond: '>' },
} as const;

/** The query of one page, and one execution more: it tells whether there is a next page. `now` is the time as SQL. */
export function postgresListQuery(executions: string, filter: ListFilter, now: string): PostgresQuery {
  const conditions: string[] = [];
  const values: PostgresValue[] = [];
  const bind = (value: PostgresValue) => `$${values.push(value)}`;
  const { statuses, tierLevel, startedAfter, startedBefore, taskContains, held, order, after, limit } = filter;
  const { key, direction, beyond } = sorted[order];
  if (order !== 'newest') conditions.push(`${key} IS NOT NULL`);
  if (statuses !== undefined) conditions.push(`status = ANY (${bind(statuses)}::text[])`);
  if (tierLevel !== undefined) conditions.push(`tier_level = ${bind(tierLevel)}`);
  if (startedAfter !== undefined) conditions.push(`started_at >= ${bind(startedAfter)}`);
  if (startedBefore !== undefined) conditions.push(`started_at < ${bind(startedBefore)}`);
  if (held !== undefined) {
    conditions.push(`(lease_token IS NOT NULL AND lease_expires_at > ${now}) = ${bind(held)}::boolean`);
  }
  if (after !== undefined) {
    conditions.push(`(${key}, execution_id) ${beyond} (${bind(after.key)}, ${bind(after.executionId)})`);
  }
  if (taskContains !== undefined) {
    conditions.push(`position(${bind(taskContains.toLowerCase())} in task_lower_case) > 0`);
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const columns = `execution_id, task, status, tier_level, started_at, updated_at, length, escalation_count, waiting_since,
    waiting_deadline, deadline, lease_token, lease_owner, lease_expires_at, ${key} AS position, ${now} AS now`;
  const text = `SELECT ${columns} FROM ${executions} ${where}
    ORDER BY ${key} ${direction}, execution_id ${direction} LIMIT ${bind(limit + 1)}`;
  return { text, values };
}
