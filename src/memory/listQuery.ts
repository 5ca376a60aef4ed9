import { base64Of, bytesOfBase64 } from '../platform/node.ts';
import { ConfigurationError } from '../machines/errors.ts';
import { instantOf } from '../machines/time.ts';
import { adviceOn } from '../options/closestName.ts';
import type { ExecutionPage, ExecutionStatus, ExecutionSummary, ListQuery } from './sharedMemory.ts';
import { storableText } from './summary.ts';

const statuses: readonly string[] = [
  'running',
  'waiting',
  'completed',
  'failed',
  'cancelled',
] satisfies ExecutionStatus[];
const keys: readonly string[] = [
  'status',
  'tierLevel',
  'startedAfter',
  'startedBefore',
  'taskContains',
  'limit',
  'cursor',
] satisfies (keyof ListQuery)[];

/** A position in a list: after this execution, which need not exist any more. */
export interface ListPosition {
  readonly startedAt: string;
  readonly executionId: string;
}

/** A query that was found valid: times as UTC with milliseconds, the limit filled in, the cursor read. */
export interface ListFilter {
  readonly statuses: readonly string[] | undefined;
  readonly tierLevel: number | undefined;
  readonly startedAfter: string | undefined;
  readonly startedBefore: string | undefined;
  readonly taskContains: string | undefined;
  readonly limit: number;
  readonly after: ListPosition | undefined;
}

/** @throws ConfigurationError naming the option that is wrong. */
export function listFilter(query: ListQuery): ListFilter {
  for (const key of Object.keys(query)) {
    if (!keys.includes(key)) throw invalid(key, `is not an option of list(). ${adviceOn(key, keys)}`);
  }
  const { status, tierLevel, startedAfter, startedBefore, taskContains, limit = 50, cursor } = query;
  const wanted: readonly string[] | undefined = typeof status === 'string' ? [status] : status;
  const unknown = wanted?.find((name) => !statuses.includes(name));
  if (unknown !== undefined)
    throw invalid('status', `is '${unknown}'. Use ${statuses.join(', ')}, or several of them.`);
  if (tierLevel !== undefined && !(Number.isSafeInteger(tierLevel) && tierLevel > 0)) {
    throw invalid('tierLevel', `is ${tierLevel}. Use a positive integer.`);
  }
  if (taskContains !== undefined && typeof taskContains !== 'string') {
    throw invalid('taskContains', 'is not a string. Pass the text to look for.');
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    throw invalid('limit', `is ${limit}. Use an integer from 1 to 1000, and nextCursor for more.`);
  }
  return {
    statuses: wanted,
    tierLevel,
    startedAfter: instant('startedAfter', startedAfter),
    startedBefore: instant('startedBefore', startedBefore),
    taskContains: taskContains === undefined ? undefined : storableText(taskContains),
    limit,
    after: cursor === undefined ? undefined : positionIn(cursor),
  };
}

/** The text search of `taskContains`, the same in every store that can use it. */
export function containsText(task: string, text: string): boolean {
  return task.toLowerCase().includes(text.toLowerCase());
}

/** A page from what a store found in order, where it looked for one execution more than the limit. */
export function pageOf(found: readonly ExecutionSummary[], limit: number): ExecutionPage {
  const executions = found.slice(0, limit);
  const last = executions.at(-1);
  return { executions, nextCursor: found.length > limit && last !== undefined ? cursorAt(last) : null };
}

function cursorAt({ startedAt, executionId }: ListPosition): string {
  const bytes = new TextEncoder().encode(JSON.stringify([startedAt, executionId]));
  return base64Of(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function positionIn(cursor: string): ListPosition {
  try {
    const position: unknown = JSON.parse(
      new TextDecoder().decode(bytesOfBase64(cursor.replaceAll('-', '+').replaceAll('_', '/'))),
    );
    if (Array.isArray(position) && position.length === 2) {
      const [startedAt, executionId]: unknown[] = position;
      if (typeof startedAt === 'string' && typeof executionId === 'string') return { startedAt, executionId };
    }
  } catch {
    // Not JSON: said below.
  }
  throw invalid('cursor', `is not one that list() returned: ${JSON.stringify(cursor)}. Pass the nextCursor of a page.`);
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
