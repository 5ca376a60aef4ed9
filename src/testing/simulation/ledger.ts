import type { HandoffSnapshot } from '../../machines/fold.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
import type { HandoffInput } from '../../machines/types.ts';
import { isFinal } from '../../machines/stateName.ts';
import type { ExecutionPlan } from './plan.ts';

/** A call that an agent was asked for. */
export interface SimulatedCall {
  readonly number: number;
  readonly executionId: string;
  readonly kind: 'evaluate' | 'execute';
  readonly tierLevel: number;
  /** The `seq` of the record that caused it. */
  readonly seq: number;
  /** Of the process that makes it. */
  readonly processId: string;
  readonly startedAt: number;
  readonly abortSignal: AbortSignal;
  readonly human: boolean;
  /** When it was aborted. */
  abortedAt: number | undefined;
  /** Whether it ended, and what was said. */
  ended: boolean;
  said: unknown;
}

/** What one process knows of an execution. */
export interface View {
  /** How many records it knows to be stored. */
  known: number;
  /** Its last write was refused or failed, and it has not taken the execution up again. */
  lost: boolean;
  /** How many of its writes were refused because somebody else had written. */
  refused: number;
  /** When the store granted or renewed its lease last, by the world's time. */
  grantedAt: number;
  /** Something that it asked of the store has failed since: its lease may end without its doing. */
  unsure: boolean;
  /** The last write that it sent before it was suspended was to take the execution up: that run goes on. */
  takesUp: boolean;
  /** When its caller aborted it, while its run lasts. ISO 8601. */
  abortedAt: string | undefined;
  /** The calls that it made since it took the execution up, by the `seq` that caused them. */
  readonly called: Set<number>;
  /** What its actor showed, by the number of records there were. */
  readonly live: Map<number, HandoffSnapshot>;
}

/** A lease as it must be, whatever the store says. */
export interface KnownLease {
  readonly processId: string;
  readonly token: string;
  /** Milliseconds since the epoch, by the store's clock. */
  readonly expiresAt: number;
}

/** All that a simulation knows of one execution, beside what the memory says. */
export interface Ledger {
  readonly plan: ExecutionPlan;
  /** What took effect in the memory. */
  readonly records: TransitionRecord[];
  /** The process that wrote each record. */
  readonly writers: string[];
  /** The snapshot after each record. */
  readonly snapshots: HandoffSnapshot[];
  /** The records that some process was told of. */
  readonly acknowledged: Set<number>;
  readonly calls: SimulatedCall[];
  /** The texts of the answers that people gave. */
  readonly answers: Set<string>;
  readonly views: Map<string, View>;
  /** The times at which it was begun, as it may have to be begun again. */
  readonly begunAt: Set<string>;
  /** The lease that was granted last, which may have expired; `null`: it was given up. */
  lease: KnownLease | null;
  /** Until when each process held it, or holds it: milliseconds since the epoch. */
  readonly heldUntil: Map<string, number>;
  /** The crash that is planned for it has come. */
  crashed: boolean;
  /** What was asked for; known once the first record is stored, which tells the beginning that counts. */
  input: HandoffInput | undefined;
}

export function emptyLedger(plan: ExecutionPlan): Ledger {
  return {
    plan,
    records: [],
    writers: [],
    snapshots: [],
    acknowledged: new Set(),
    calls: [],
    answers: new Set(),
    views: new Map(),
    begunAt: new Set(),
    lease: null,
    heldUntil: new Map(),
    crashed: false,
    input: undefined,
  };
}

export function viewOf({ views }: Ledger, processId: string): View {
  const known = views.get(processId);
  if (known !== undefined) return known;
  const view: View = {
    known: 0,
    lost: false,
    refused: 0,
    grantedAt: Number.NEGATIVE_INFINITY,
    unsure: false,
    takesUp: false,
    abortedAt: undefined,
    called: new Set(),
    live: new Map(),
  };
  views.set(processId, view);
  return view;
}

export function isOver({ records }: Ledger): boolean {
  const last = records.at(-1);
  return last !== undefined && isFinal(last.to);
}

/** Whether a person is being waited for, as far as the memory knows. */
export function waits({ snapshots }: Ledger): boolean {
  const last = snapshots.at(-1);
  return last !== undefined && last.status === 'active' && last.context.waiting !== null;
}

/** The `seq` of the record that caused the call in flight after `index` records. */
export function causeOf(records: readonly TransitionRecord[], index: number): number {
  return records.slice(0, index).findLastIndex(({ event }) => !keepsCall.has(event.type));
}

/** Records that leave the call in flight as it is, and say nothing of how it ends. */
export const keepsCall: ReadonlySet<string> = new Set(['wait', 'resume', 'suspend']);
