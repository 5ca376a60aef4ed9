import type { RecordedEvent, TransitionRecord, Waiting } from '../machines/executionTypes.ts';
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
  /** The wait that goes on; `null`: none does. `undefined`: if one did before these records, it still does. */
  readonly waiting: Waiting | null | undefined;
}

/** What the first record settles for good. */
export type SummaryStart = Pick<ExecutionSummary, 'executionId' | 'task' | 'startedAt' | 'deadline'>;

/** The summary of an execution of which `batch` holds every record, and which nobody holds. */
export function summaryOf(batch: RecordBatch): ExecutionSummary {
  const change = summaryChange(batch);
  return { ...summaryStart(batch.first), ...change, waiting: change.waiting ?? null, lease: null };
}

/** The summary after records that continue the execution. The lease stays what it was. */
export function continuedSummary(before: ExecutionSummary, batch: RecordBatch): ExecutionSummary {
  const change = summaryChange(batch);
  return {
    ...before,
    ...change,
    length: before.length + change.length,
    escalationCount: before.escalationCount + change.escalationCount,
    waiting: change.waiting === undefined ? before.waiting : change.waiting,
  };
}

export function summaryStart({ executionId, event, timestamp }: TransitionRecord): SummaryStart {
  const input = event.type === 'xstate.init' && 'input' in event ? event.input : undefined;
  return {
    executionId,
    task: input === undefined ? '' : storableText(input.task),
    startedAt: new Date(timestamp).toISOString(),
    deadline: timeText(timeOf(input?.limits?.deadline)),
  };
}

export function summaryChange({ records, last }: RecordBatch): SummaryChange {
  let escalationCount = 0;
  let waiting: Waiting | null | undefined;
  for (const { event, timestamp } of records) {
    if (event.type === 'escalate') escalationCount += 1;
    else if (event.type === 'wait') waiting = waitFrom(event, timestamp);
    else if (endsWait(event)) waiting = null;
  }
  return {
    status: statusAfter(last),
    tierLevel: levelOf(last.to) ?? last.tierLevel,
    updatedAt: last.timestamp,
    length: records.length,
    escalationCount,
    waiting,
  };
}

/** Whether nothing can be added to an execution in this status any more. */
export function isOver(status: ExecutionStatus): boolean {
  return status !== 'running' && status !== 'waiting';
}

/** Milliseconds since the epoch at which a wait or the execution is over, whichever comes first; `null`: never, or it is. */
export function dueTime({ status, waiting, deadline }: ExecutionSummary): number | null {
  if (isOver(status)) return null;
  const [wait, own] = [timeOf(waiting?.deadline), timeOf(deadline)];
  return wait === null || own === null ? (wait ?? own) : Math.min(wait, own);
}

/**
 * Says in words what of a stored summary is not what the records come to: `its status is completed, and the records say
 * waiting; …`. `undefined` where nothing is. The lease is no part of it: records do not tell.
 *
 * @param records all records of the execution, at least one.
 */
export function summaryFault(records: readonly TransitionRecord[], summary: ExecutionSummary): string | undefined {
  const [first] = records;
  const last = records.at(-1);
  if (first === undefined || last === undefined) return 'there is a summary, and there are no records';
  const expected = summaryOf({ executionId: first.executionId, firstSeq: first.seq, records, first, last });
  const faults = comparedKeys.flatMap((key) => {
    const [stored, told] = [textOf(summary[key]), textOf(expected[key])];
    if (stored === told) return [];
    return [
      stored.length + told.length > 120
        ? `its ${key} is another`
        : `its ${key} is ${stored}, and the records say ${told}`,
    ];
  });
  return faults.length === 0 ? undefined : faults.join('; ');
}

const comparedKeys = [
  'executionId',
  'status',
  'length',
  'tierLevel',
  'escalationCount',
  'startedAt',
  'updatedAt',
  'waiting',
  'deadline',
  'task',
] as const satisfies readonly (keyof ExecutionSummary)[];

/** A value as it stands in a sentence. */
function textOf(value: ExecutionSummary[(typeof comparedKeys)[number]]): string {
  if (typeof value === 'number' || value === null) return String(value);
  return typeof value === 'string' ? `'${value}'` : `since ${value.since} until ${value.deadline ?? 'whenever'}`;
}

/** Milliseconds since the epoch of a time in ISO 8601; `null` where it is none. */
export function timeOf(text: string | null | undefined): number | null {
  const time = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

function timeText(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

function waitFrom(
  { timestamp, deadline }: Extract<RecordedEvent, { readonly type: 'wait' }>,
  recorded: string,
): Waiting {
  const since = timeOf(timestamp) ?? timeOf(recorded) ?? 0;
  return { since: new Date(since).toISOString(), deadline: timeText(timeOf(deadline)) };
}

/** Whether a wait goes on after records, where one did before or did not. */
export function waitsAfter(records: readonly TransitionRecord[], before: boolean): boolean {
  let waits = before;
  for (const { event } of records) waits = event.type === 'wait' || (waits && !endsWait(event));
  return waits;
}

/** An answer, a failure, a deadline or a cancellation. Everything else leaves the person asked who was asked. */
function endsWait({ type }: RecordedEvent): boolean {
  return (
    type.startsWith('xstate.done.actor.') ||
    type.startsWith('xstate.error.actor.') ||
    type === 'xstate.init' ||
    type === 'expire' ||
    type === 'cancel'
  );
}

/** Nothing but a service's event or a cancellation follows `wait`, so the last record alone tells. */
export function statusAfter({ event, to }: TransitionRecord): ExecutionStatus {
  if (to === 'done') return 'completed';
  if (to === 'failed' || to === 'cancelled') return to;
  return event.type === 'wait' ? 'waiting' : 'running';
}

/** The text as every store can keep it in a column of its own. The record keeps it as it is. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
