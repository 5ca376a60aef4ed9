import type { TransitionRecord } from '../src/machines/executionTypes.ts';
import { failureOf } from '../src/machines/occurrence.ts';
import { phaseOf } from '../src/machines/stateName.ts';
import { continuedSummary, summaryOf } from '../src/memory/summary.ts';
import type { ListedExecution } from './protocol.ts';

/** Characters of all the failures' messages that the list can be searched for. */
const maxFailureText = 500;

/** Where an execution is listed, and how it was listed before. */
export interface Listing {
  readonly sourceId: string;
  readonly live: boolean;
  /** Its entry before; only the records after those are looked at. Absent: all are. */
  readonly before?: ListedExecution | undefined;
}

/** Returns the list's entry of an execution of which all records are here; `undefined` where there are none. */
export function listedOf(
  records: readonly TransitionRecord[],
  { sourceId, live, before }: Listing,
): ListedExecution | undefined {
  const first = records[0];
  const last = records.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const known = before !== undefined && before.length <= records.length && before.live ? before : undefined;
  const news = records.slice(known?.length ?? 0);
  const [firstNew] = news;
  if (known !== undefined && firstNew === undefined) return { ...known, live };
  const batch = { executionId: first.executionId, firstSeq: firstNew?.seq ?? 0, records: news, first, last };
  const summary = known === undefined ? summaryOf(batch) : continuedSummary(known, batch);
  const failures = failuresIn(news);
  const forkedFrom = first.event.type === 'xstate.init' ? first.event.input.forkedFrom : undefined;
  const cost = costOf(news);
  return {
    ...summary,
    sourceId,
    live,
    costUsd: known === undefined ? cost : known.costUsd === null || cost === null ? null : known.costUsd + cost,
    capped: summary.status === 'completed' && phaseOf(last.from) === 'capped',
    failedCalls: (known?.failedCalls ?? 0) + failures.length,
    failureText: [known?.failureText ?? '', ...failures].filter(Boolean).join(' ').slice(0, maxFailureText),
    ...(forkedFrom !== undefined && { forkedFrom }),
  };
}

/** US dollars that the recorded calls cost; `null` where one did not say what it cost. */
export function costOf(records: readonly TransitionRecord[]): number | null {
  let sum = 0;
  for (const { event, costUsd } of records) {
    if (!('actorId' in event)) continue;
    if (costUsd === undefined) return null;
    sum += costUsd;
  }
  return sum;
}

/** The messages of the calls that failed. */
function failuresIn(records: readonly TransitionRecord[]): readonly string[] {
  return records.flatMap(({ event }) => ('error' in event ? [failureOf(event.error).message] : []));
}
