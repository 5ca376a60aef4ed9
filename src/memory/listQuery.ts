import { base64Of, bytesOfBase64 } from '../platform/node.ts';
import { ConfigurationError } from '../machines/errors.ts';
import { instantOf } from '../machines/time.ts';
import { adviceOn } from '../options/closestName.ts';
import type { ExecutionStatus, ListOrder, ListQuery } from './sharedMemory.ts';
import { storableText } from './summary.ts';

const statuses: readonly string[] = [
  'running',
  'waiting',
  'completed',
  'failed',
  'cancelled',
] satisfies ExecutionStatus[];
const orders = ['newest', 'oldestWait', 'nearestDeadline'] as const satisfies readonly ListOrder[];
const keys: readonly string[] = [
  'status',
  'tierLevel',
  'startedAfter',
  'startedBefore',
  'taskContains',
  'held',
  'order',
  'limit',
  'cursor',
] satisfies (keyof ListQuery)[];

/** A position in a list: after this execution, which need not exist any more. */
export interface ListPosition {
  /** `newest`: the time of the start as in the summary. Else milliseconds since the epoch. */
  readonly key: string | number;
  readonly executionId: string;
}

/** A query that was found valid: times as UTC with milliseconds, the limit filled in, the cursor read. */
export interface ListFilter {
  readonly statuses: readonly string[] | undefined;
  readonly tierLevel: number | undefined;
  readonly startedAfter: string | undefined;
  readonly startedBefore: string | undefined;
  readonly taskContains: string | undefined;
  readonly held: boolean | undefined;
  readonly order: ListOrder;
  readonly limit: number;
  readonly after: ListPosition | undefined;
}

/** @throws ConfigurationError naming the option that is wrong. */
export function listFilter(query: ListQuery): ListFilter {
  for (const key of Object.keys(query)) {
    if (!keys.includes(key)) throw invalid(key, `is not an option of list(). ${adviceOn(key, keys)}`);
  }
  const { status, tierLevel, startedAfter, startedBefore, taskContains, held, limit = 50, cursor } = query;
  const wanted: readonly string[] | undefined = typeof status === 'string' ? [status] : status && [...new Set(status)];
  const unknown = wanted?.find((name) => !statuses.includes(name));
  if (unknown !== undefined)
    throw invalid('status', `is '${unknown}'. Use ${statuses.join(', ')}, or several of them.`);
  if (tierLevel !== undefined && !(Number.isSafeInteger(tierLevel) && tierLevel > 0)) {
    throw invalid('tierLevel', `is ${tierLevel}. Use a positive integer.`);
  }
  if (taskContains !== undefined && typeof taskContains !== 'string') {
    throw invalid('taskContains', 'is not a string. Pass the text to look for.');
  }
  if (held !== undefined && typeof held !== 'boolean') throw invalid('held', 'is not a boolean. Use true or false.');
  const order = orders.find((name) => name === (query.order ?? 'newest'));
  if (order === undefined) throw invalid('order', `is '${query.order}'. Use ${orders.join(', ')}.`);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    throw invalid('limit', `is ${limit}. Use an integer from 1 to 1000, and nextCursor for more.`);
  }
  return {
    statuses: wanted,
    tierLevel,
    startedAfter: instant('startedAfter', startedAfter),
    startedBefore: instant('startedBefore', startedBefore),
    taskContains: taskContains === undefined ? undefined : storableText(taskContains),
    held,
    order,
    limit,
    after: cursor === undefined ? undefined : positionIn(cursor, order),
  };
}

/** The text search of `taskContains`, the same in every store that can use it. */
export function containsText(task: string, text: string): boolean {
  return task.toLowerCase().includes(text.toLowerCase());
}

/** The cursor of what comes after a position in an order. */
export function cursorAt({ key, executionId }: ListPosition, order: ListOrder): string {
  const bytes = new TextEncoder().encode(JSON.stringify([order, key, executionId]));
  return base64Of(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function positionIn(cursor: string, wanted: ListOrder): ListPosition {
  try {
    const position: unknown = JSON.parse(
      new TextDecoder().decode(bytesOfBase64(cursor.replaceAll('-', '+').replaceAll('_', '/'))),
    );
    if (Array.isArray(position) && position.length === 3) {
      const [order, key, executionId]: unknown[] = position;
      const fits = wanted === 'newest' ? typeof key === 'string' : Number.isSafeInteger(key);
      if (order === wanted && fits && isKey(key) && typeof executionId === 'string') return { key, executionId };
    }
  } catch {
    // Not JSON: said below.
  }
  throw invalid(
    'cursor',
    `is not one that list() returned in the order '${wanted}': ${JSON.stringify(cursor)}. Pass the nextCursor of a page, and its order.`,
  );
}

function isKey(key: unknown): key is string | number {
  return typeof key === 'string' || typeof key === 'number';
}

function instant(key: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const time = typeof value === 'string' ? instantOf(value) : undefined;
  if (time === undefined)
    throw invalid(key, `is ${JSON.stringify(value)}. Use a time in ISO 8601, such as 2026-01-31.`);
  return new Date(time).toISOString();
}

function invalid(key: string, rest: string): ConfigurationError {
  return new ConfigurationError(key, `list(): '${key}' ${rest}`);
}
