import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { foldNext, type Folding, type FoldStep } from '../../../src/machines/fold.ts';
import { errorText } from '../errorText.ts';

/** A step and the one before it; what is not folded yet; or why it cannot be. */
export type FoldView =
  | { readonly status: 'folded'; readonly step: FoldStep; readonly previous: FoldStep | undefined }
  | { readonly status: 'folding'; readonly progress: number }
  | { readonly status: 'broken'; readonly seq: number; readonly message: string };

/** The fold of one execution at any position, at the cost of what is new. */
export interface Folder {
  /** How many records are folded. */
  readonly length: number;
  /** Goes on with the fold for about so many milliseconds. True: all is folded, or it cannot go on. */
  advance(records: readonly TransitionRecord[], milliseconds: number): boolean;
  at(records: readonly TransitionRecord[], seq: number): FoldView;
}

/** A snapshot is kept for every so many records; those between are folded when they are looked at. */
const spacing = 64;

export function createFolder(): Folder {
  let known: readonly TransitionRecord[] = [];
  let marks: Folding[] = [];
  let last: Folding | undefined;
  let failure: Extract<FoldView, { status: 'broken' }> | undefined;

  const startOver = () => {
    marks = [];
    last = undefined;
    failure = undefined;
  };
  const take = (records: readonly TransitionRecord[]) => {
    const end = known.length - 1;
    if (known.length > records.length || known[0] !== records[0] || known[end] !== records[end]) startOver();
    known = records;
  };
  const foldedTo = () => last?.step.record.seq ?? -1;

  const advance = (records: readonly TransitionRecord[], milliseconds: number): boolean => {
    take(records);
    const end = performance.now() + milliseconds;
    for (let seq = foldedTo() + 1; failure === undefined && seq < records.length; seq += 1) {
      const record = records[seq];
      if (record === undefined) break;
      try {
        last = foldNext(last, record);
      } catch (error) {
        failure = { status: 'broken', seq, message: errorText(error) };
        return true;
      }
      if (seq % spacing === 0) marks.push(last);
      if (seq % 8 === 0 && performance.now() > end) return seq === records.length - 1;
    }
    return true;
  };

  /** The fold at `seq`, from the kept one before it. */
  const foldAt = (seq: number): Folding | undefined => {
    if (last?.step.record.seq === seq) return last;
    let folding = marks[Math.floor(seq / spacing)];
    for (let next = (folding?.step.record.seq ?? 0) + 1; folding !== undefined && next <= seq; next += 1) {
      const record = known[next];
      folding = record && foldNext(folding, record);
    }
    return folding;
  };

  return {
    get length() {
      return foldedTo() + 1;
    },
    advance,
    at: (records, seq) => {
      take(records);
      if (failure !== undefined && seq >= failure.seq) return failure;
      if (seq > foldedTo()) return { status: 'folding', progress: (foldedTo() + 1) / Math.max(1, records.length) };
      const step = foldAt(seq)?.step;
      if (step === undefined) return { status: 'folding', progress: 0 };
      return { status: 'folded', step, previous: seq > 0 ? foldAt(seq - 1)?.step : undefined };
    },
  };
}
