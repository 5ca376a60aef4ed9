import type { MemoryError } from './errors.ts';
import { breather } from './breather.ts';
import { containsText, cursorAt, type ListFilter, type ListPosition } from './listQuery.ts';
import type { ExecutionPage, ExecutionSummary } from './sharedMemory.ts';

/** An execution that a store found, and where it stands in the order. */
export type Found = { readonly position: ListPosition } & (
  | { readonly summary: ExecutionSummary }
  | { readonly damage: MemoryError }
);

/** A page from what a store found in order, where it looked for one execution more than the limit. */
export function pageOf(found: readonly Found[], { limit, order }: ListFilter): ExecutionPage {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    executions: shown.flatMap((each) => ('summary' in each ? [each.summary] : [])),
    damaged: shown.flatMap((each) =>
      'damage' in each ? [{ executionId: each.position.executionId, error: each.damage }] : [],
    ),
    nextCursor: found.length > limit && last !== undefined ? cursorAt(last.position, order) : null,
  };
}

/** Executions that are looked at in one piece where filters may drop them. */
const scanned = 250;

/**
 * A page from what a store finds in order, some at a time: `chunk` gives up to `count` executions after a position. The
 * filters are applied here, and the event loop turns in between.
 */
export async function scannedPage(
  filter: ListFilter,
  chunk: (after: ListPosition | undefined, count: number) => readonly Found[],
): Promise<ExecutionPage> {
  const found: Found[] = [];
  const breathe = breather();
  let { after } = filter;
  for (let count = filter.limit + 1; ; count = Math.max(scanned, filter.limit + 1 - found.length)) {
    const next = chunk(after, count);
    for (const each of next) if (passes(each, filter)) found.push(each);
    if (next.length < count || found.length > filter.limit) return pageOf(found, filter);
    after = next.at(-1)?.position;
    await breathe();
  }
}

/** Whether the filters let an execution through. One whose summary is damaged passes them all: nobody can tell. */
function passes(found: Found, filter: ListFilter): boolean {
  if ('damage' in found) return true;
  const { summary } = found;
  const { statuses, tierLevel, startedAfter, startedBefore, taskContains, held } = filter;
  return (
    (statuses === undefined || statuses.includes(summary.status)) &&
    (tierLevel === undefined || tierLevel === summary.tierLevel) &&
    (startedAfter === undefined || summary.startedAt >= startedAfter) &&
    (startedBefore === undefined || summary.startedAt < startedBefore) &&
    (held === undefined || held === (summary.lease !== null)) &&
    (taskContains === undefined || containsText(summary.task, taskContains))
  );
}
