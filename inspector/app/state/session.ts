import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { summaryAfter } from '../../../src/memory/summary.ts';
import { forkOrigin } from '../../forkOrigin.ts';
import type { ListedExecution, ServerMessage, Session, Source } from '../../protocol.ts';

/** A session as the messages that a relay would have sent of it. `others` are the sources that are there already. */
export function messagesOf(session: Session, source: Source, others: readonly Source[]): readonly ServerMessage[] {
  const { sourceId } = source;
  return [
    { type: 'sources', sources: [...others, source] },
    { type: 'executions', executions: session.executions.flatMap((records) => listedOf(records, sourceId)) },
    ...session.executions.flatMap((records) => {
      const executionId = records[0]?.executionId;
      return executionId === undefined ? [] : [{ type: 'records' as const, sourceId, executionId, from: 0, records }];
    }),
  ];
}

/** The list's entry of an execution of which all records are here. */
export function listedOf(records: readonly TransitionRecord[], sourceId: string): readonly ListedExecution[] {
  const first = records[0];
  const last = records.at(-1);
  if (first === undefined || last === undefined) return [];
  const batch = { executionId: first.executionId, firstSeq: 0, records, first, last };
  const summary = summaryAfter(undefined, batch);
  return [{ ...summary, sourceId, live: false, costUsd: costOf(records), ...forkOrigin(first) }];
}

/** US dollars; `null` where a call did not say what it cost. */
export function costOf(records: readonly TransitionRecord[]): number | null {
  let sum = 0;
  for (const { event, costUsd } of records) {
    if (!('actorId' in event)) continue;
    if (costUsd === undefined) return null;
    sum += costUsd;
  }
  return sum;
}
