import { listedOf } from '../../listedOf.ts';
import type { ServerMessage, Session, Source } from '../../protocol.ts';

/** A session as the messages that a relay would have sent of it. `others` are the sources that are there already. */
export function messagesOf(session: Session, source: Source, others: readonly Source[]): readonly ServerMessage[] {
  const { sourceId } = source;
  return [
    { type: 'sources', sources: [...others, source] },
    {
      type: 'executions',
      executions: session.executions.flatMap((records) => listedOf(records, { sourceId, live: false }) ?? []),
    },
    ...session.executions.flatMap((records) => {
      const executionId = records[0]?.executionId;
      return executionId === undefined ? [] : [{ type: 'records' as const, sourceId, executionId, from: 0, records }];
    }),
  ];
}
