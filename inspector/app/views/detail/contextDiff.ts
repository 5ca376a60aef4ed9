import { isObject } from '../../../../src/machines/checks.ts';
import { listChanges } from './listChanges.ts';

export interface ContextChange {
  /** Like `attempts[1].reasoning`. */
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Short values, as JSON; absent where there was none, or is none any more. */
  readonly before?: string;
  readonly after?: string;
}

/** Longer values are cut: what they are in full stands elsewhere. */
const maxValueLength = 80;

/**
 * Returns the differences between two values of plain JSON, by path. Added objects are listed field by field; removed
 * ones as one entry. Items of lists are told apart by what they are, not by where they stand.
 */
export function contextDiff(
  before: unknown,
  after: unknown,
  ignored: readonly string[] = [],
  path = '',
): readonly ContextChange[] {
  if (Object.is(before, after) || ignored.includes(path)) return [];
  if (isEmpty(before)) return isEmpty(after) ? [] : arrived(after, path);
  if (isEmpty(after)) return [{ path, kind: 'removed', before: shortValue(before) }];
  if (Array.isArray(before) && Array.isArray(after)) return listDiff(before, after, ignored, path);
  if (!isObject(before) || !isObject(after) || Array.isArray(before) || Array.isArray(after)) {
    return changed(path, before, after);
  }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    contextDiff(before[key], after[key], ignored, pathTo(path, key, after)),
  );
}

/** A value as short JSON. */
function shortValue(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length <= maxValueLength ? text : `${text.slice(0, maxValueLength - 1)}…`;
}

function listDiff(
  before: readonly unknown[],
  after: readonly unknown[],
  ignored: readonly string[],
  path: string,
): readonly ContextChange[] {
  return listChanges(before, after).flatMap(({ before: from, after: to }) => {
    if (to === undefined) return [{ path: `${path}[${from}]`, kind: 'removed', before: shortValue(before[from ?? 0]) }];
    const place = `${path}[${to}]`;
    return from === undefined ? arrived(after[to], place) : contextDiff(before[from], after[to], ignored, place);
  });
}

function arrived(value: unknown, path: string): readonly ContextChange[] {
  const entries = isObject(value) ? Object.entries(value) : [];
  if (!isObject(value) || entries.length === 0) return [{ path, kind: 'added', after: shortValue(value) }];
  return entries.flatMap(([key, item]) => (isEmpty(item) ? [] : arrived(item, pathTo(path, key, value))));
}

function changed(path: string, before: unknown, after: unknown): readonly ContextChange[] {
  return [{ path, kind: 'changed', before: shortValue(before), after: shortValue(after) }];
}

function pathTo(path: string, key: string, inside: object): string {
  if (Array.isArray(inside)) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

function isEmpty(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
