import { accounted, type Account } from '../../src/machines/accounting.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { reportOf } from '../../src/machines/occurrence.ts';
import { recordBatch } from '../../src/memory/recordBatch.ts';
import { summaryAfter } from '../../src/memory/summary.ts';
import { forkOrigin } from '../forkOrigin.ts';
import type { ListedExecution } from '../protocol.ts';

/** The entry of an execution in the list; `undefined` where there are no records. */
export function listedExecution(
  sourceId: string,
  records: readonly TransitionRecord[],
  live: boolean,
): ListedExecution | undefined {
  const batch = recordBatch('inspector', records);
  if (batch === undefined) return undefined;
  return {
    ...summaryAfter(undefined, batch),
    sourceId,
    live,
    costUsd: costOf(records),
    ...forkOrigin(batch.first),
  };
}

/** US dollars that the recorded calls cost; `null` where it is not known of one of them. */
export function costOf(records: readonly TransitionRecord[]): number | null {
  let account: Account = { usage: { inputTokens: 0, outputTokens: 0, calls: 0, unreportedCalls: 0 }, costUsd: 0 };
  for (const { event } of records) {
    if ('actorId' in event) account = accounted(account, reportOf('output' in event ? event.output : event.error));
  }
  return account.costUsd;
}

export function isOver({ to }: TransitionRecord): boolean {
  return to === 'done' || to === 'failed' || to === 'cancelled';
}
