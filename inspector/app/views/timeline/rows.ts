import type { TransitionRecord } from '../../../../src/machines/executionTypes.ts';
import type { ForeignStep } from '../../../protocol.ts';
import { stateText } from '../chart/foreignPath.ts';
import { type RecordWords, originOf, wordsOf } from '../../../../src/words/recordWords.ts';
import { isFailure, searchText } from './searchText.ts';

/** A line of the timeline. What costs time to say is asked for when it is shown. */
export interface Row {
  readonly seq: number;
  /** Milliseconds from the beginning of the execution to the start of the call, and what it took. */
  readonly start: number;
  readonly duration: number;
  readonly failed: boolean;
  /** Where the outcome of a call is from; `undefined`: from the agent alone. */
  readonly origin: string | undefined;
  readonly told: () => Pick<RecordWords, 'title' | 'tone' | 'pill' | 'detail'>;
  readonly text: () => string;
}

/** A record keeps its row, so that rows of a list that grows cost what is new. */
const known = new WeakMap<TransitionRecord, Row>();

export function rowsOf(records: readonly TransitionRecord[]): readonly Row[] {
  const began = Date.parse(records[0]?.timestamp ?? '');
  return records.map((record) => {
    const row = known.get(record) ?? rowOf(record, began);
    known.set(record, row);
    return row;
  });
}

/** Milliseconds that the rows span. */
export function spanOf(rows: readonly Row[]): number {
  const last = rows.at(-1);
  return last === undefined ? 0 : last.start + last.duration;
}

function rowOf(record: TransitionRecord, began: number): Row {
  const duration = record.durationMs ?? 0;
  return {
    seq: record.seq,
    start: Math.max(0, Date.parse(record.timestamp) - began - duration),
    duration,
    failed: isFailure(record),
    origin: originOf(record),
    told: () => wordsOf(record),
    text: () => searchText(record),
  };
}

/** The steps of an actor of another machine. */
export function stepRowsOf(steps: readonly ForeignStep[]): readonly Row[] {
  const began = Date.parse(steps[0]?.timestamp ?? '');
  return steps.map(({ index, timestamp, event, snapshot }) => {
    const failed = snapshot?.status === 'error';
    const detail = stateText(snapshot?.value) || (snapshot?.status ?? '');
    return {
      seq: index,
      start: Math.max(0, Date.parse(timestamp) - began),
      duration: 0,
      failed,
      origin: undefined,
      told: () => ({ title: event.type, tone: failed ? 'bad' : 'plain', detail }),
      text: () => `${JSON.stringify(event)} ${detail}`,
    };
  });
}
