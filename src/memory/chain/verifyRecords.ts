import { isObject } from '../../machines/checks.ts';
import { ReplayError } from '../../machines/errors.ts';
import { foldRecords } from '../../machines/fold.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
import { firstPreviousHash } from './digest.ts';
import { isIntact } from './isIntact.ts';

/**
 * - `unsealed`: a record has no seal.
 * - `changed`: a record or its seal is not what was sealed.
 * - `removed`, `reordered`, `duplicated`: as it says.
 * - `inserted`: a record does not belong where it stands, because it, or the one before it, was put there later.
 * - `truncated`: the end is missing.
 * - `impossible`: the chain is whole, but the machine does not do what it says.
 * - `summary`: the records are whole, but the summary that the memory keeps of them says something else.
 */
export type ChainProblem =
  | 'unsealed'
  | 'changed'
  | 'removed'
  | 'reordered'
  | 'duplicated'
  | 'inserted'
  | 'truncated'
  | 'impossible'
  | 'summary';

/** The verdict on a chain: it is whole, or where it is first at fault and how. */
export type Verification =
  | {
      readonly valid: true;
      /** The `seal.hash` of the last record. */
      readonly head: string;
      readonly length: number;
    }
  | {
      readonly valid: false;
      /** The `seq` of the first place where something is wrong. */
      readonly seq: number;
      readonly problem: ChainProblem;
      /** What is wrong, for people. */
      readonly message: string;
    };

/** What is known of an execution from somewhere else than its records. */
export interface ChainAnchor {
  /** The `seal.hash` that the last record must have. */
  readonly head?: string | undefined;
  /** How many records there must be. */
  readonly length?: number | undefined;
}

type Fault = Extract<Verification, { readonly valid: false }>;

/**
 * Checks that one execution's records, oldest first, are those that were sealed, and that they replay.
 *
 * What it proves depends on the anchor. The chain has no key: whoever can rewrite all records of an execution can also
 * compute all hashes again, and whoever can remove its last records leaves a shorter chain that is whole. Neither shows
 * unless a `head` kept where they cannot write says otherwise; a `length` shows the second only. Without an anchor, the
 * chain shows every change by somebody who did not recompute it.
 */
export function verifyRecords(records: readonly TransitionRecord[], anchor: ChainAnchor = {}): Verification {
  const seen = new Set<string>();
  let head = firstPreviousHash;
  for (const [index, record] of records.entries()) {
    const fault = faultIn(record, index) ?? misplacement(records, record, index, head, seen);
    if (fault !== undefined) return fault;
    head = record.seal?.hash ?? head;
    seen.add(head);
  }
  return anchorFault(records, head, anchor) ?? replayFault(records) ?? { valid: true, head, length: records.length };
}

function faultIn(record: TransitionRecord, index: number): Fault | undefined {
  if (!isObject(record)) return fault(index, 'changed', `Record ${index} is not a record.`);
  if (record.seal === undefined) {
    return fault(index, 'unsealed', `Record ${index} has no seal, so nothing shows whether it was changed.`);
  }
  if (!isIntact(record)) return fault(index, 'changed', `Record ${index} or its seal was changed.`);
}

function misplacement(
  records: readonly TransitionRecord[],
  record: TransitionRecord,
  index: number,
  head: string,
  seen: ReadonlySet<string>,
): Fault | undefined {
  const { executionId, seq, seal } = record;
  const first = records[0]?.executionId;
  if (executionId !== first) {
    return fault(index, 'inserted', `Record ${index} of '${first}' is one of '${executionId}'.`);
  }
  if (seq === index && seal?.previousHash === head) return undefined;
  if (seal !== undefined && seen.has(seal.hash)) {
    return fault(index, 'duplicated', `Record ${seq} stands a second time where record ${index} belongs.`);
  }
  if (seq > index) {
    return records.slice(index).some((later) => later?.seq === index)
      ? fault(index, 'reordered', `Record ${seq} stands where record ${index} belongs, which comes later.`)
      : fault(index, 'removed', `Record ${index} was removed: record ${seq} stands in its place.`);
  }
  return fault(
    index,
    'inserted',
    `Entry ${index}, record ${seq}, does not follow the one before it: one of the two was put there later.`,
  );
}

function anchorFault(records: readonly TransitionRecord[], head: string, anchor: ChainAnchor): Fault | undefined {
  const { length } = records;
  if (length < (anchor.length ?? 1)) {
    return fault(length, 'truncated', `There are ${length} records of ${anchor.length ?? 'at least 1'}.`);
  }
  if (anchor.length !== undefined && length > anchor.length) {
    return fault(anchor.length, 'inserted', `There are ${length} records instead of ${anchor.length}.`);
  }
  if (anchor.head === undefined || anchor.head === head) return undefined;
  const place = records.findIndex(({ seal }) => seal?.hash === anchor.head);
  if (place >= 0) return fault(place + 1, 'inserted', `The chain goes on after ${anchor.head}, which ends it.`);
  return anchor.length === undefined
    ? fault(length, 'truncated', `The chain does not reach ${anchor.head}: its end is missing, or it was made anew.`)
    : fault(length - 1, 'changed', `The chain does not end in ${anchor.head}: it was made anew.`);
}

function replayFault(records: readonly TransitionRecord[]): Fault | undefined {
  try {
    foldRecords(records);
  } catch (error) {
    // What is not a disagreement over a record is a configuration or an input that no machine takes: both in record 0.
    const seq = ReplayError.isInstance(error) ? error.seq : 0;
    return fault(seq, 'impossible', error instanceof Error ? error.message : String(error));
  }
}

function fault(seq: number, problem: ChainProblem, message: string): Fault {
  return { valid: false, seq, problem, message };
}
