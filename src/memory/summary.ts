import type { TransitionRecord } from '../machines/executionTypes.ts';
import { levelOf } from '../machines/stateName.ts';
import type { RecordBatch } from './recordBatch.ts';
import type { ExecutionStatus, ExecutionSummary } from './sharedMemory.ts';

/** What records add to the summary of the execution they continue. A store can apply it without reading first. */
export interface SummaryChange {
  readonly status: ExecutionStatus;
  readonly tierLevel: number;
  readonly updatedAt: string;
  /** How many records were added. */
  readonly length: number;
  /** How many escalations were added. */
  readonly escalationCount: number;
}

/** What the first record settles for good. */
export type SummaryStart = Pick<ExecutionSummary, 'executionId' | 'task' | 'startedAt'>;

/** The summary of an execution of which `batch` holds every record: the projection that every store shares. */
export function summaryOf(batch: RecordBatch): ExecutionSummary {
  return { ...summaryStart(batch.first), ...summaryChange(batch) };
}

export function summaryStart({ executionId, event, timestamp }: TransitionRecord): SummaryStart {
  return {
    executionId,
    task: event.type === 'xstate.init' && 'input' in event ? storableText(event.input.task) : '',
    startedAt: new Date(timestamp).toISOString(),
  };
}

export function summaryChange({ records, last }: RecordBatch): SummaryChange {
  let escalationCount = 0;
  for (const { event } of records) if (event.type === 'escalate') escalationCount += 1;
  return {
    status: statusAfter(last),
    tierLevel: levelOf(last.to) ?? last.tierLevel,
    updatedAt: last.timestamp,
    length: records.length,
    escalationCount,
  };
}

/** Nothing but a service's event or a cancellation follows `wait`, so the last record alone tells. */
function statusAfter({ event, to }: TransitionRecord): ExecutionStatus {
  if (to === 'done') return 'completed';
  if (to === 'failed' || to === 'cancelled') return to;
  return event.type === 'wait' ? 'waiting' : 'running';
}

/** The text as every store can keep it in a column of its own. The record keeps it as it is. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
