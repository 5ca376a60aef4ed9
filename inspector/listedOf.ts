import type { TransitionRecord } from '../src/machines/executionTypes.ts';
import { failureOf } from '../src/machines/occurrence.ts';
import { phaseOf } from '../src/machines/stateName.ts';
import { summaryOf } from '../src/memory/summary.ts';
import type { ListedExecution } from './protocol.ts';

/** Characters of all the failures' messages that the list can be searched for. */
const maxFailureText = 500;

/** The list's entry of an execution of which all records are here; `undefined` where there are none. */
export function listedOf(
  records: readonly TransitionRecord[],
  sourceId: string,
  live: boolean,
): ListedExecution | undefined {
  const first = records[0];
  const last = records.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const summary = summaryOf({ executionId: first.executionId, firstSeq: 0, records, first, last });
  const failures = failuresIn(records);
  const forkedFrom = first.event.type === 'xstate.init' ? first.event.input.forkedFrom : undefined;
  return {
    ...summary,
    sourceId,
    live,
    costUsd: costOf(records),
    capped: summary.status === 'completed' && phaseOf(last.from) === 'capped',
    failedCalls: failures.length,
    failureText: failures.join(' ').slice(0, maxFailureText),
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
