import { costOf } from '../../../listedOf.ts';
import { foldRecords } from '../../../../src/machines/fold.ts';
import { recordedOccurrence } from '../../../../src/machines/occurrence.ts';
import type { RecordedEvent, TransitionRecord } from '../../../../src/machines/executionTypes.ts';
import type { Failure } from '../../../../src/machines/types.ts';

export interface ComparedExecution {
  readonly executionId: string;
  /** All of them so far, in order. */
  readonly records: readonly TransitionRecord[];
}

/** The same place in two paths; `undefined`: that path is not so long, or not yet. */
export interface ComparedStep {
  readonly seq: number;
  readonly parent: TransitionRecord | undefined;
  readonly fork: TransitionRecord | undefined;
}

/** The figures of an execution so far. */
export interface Figures {
  readonly status: 'running' | 'waiting' | 'completed' | 'failed' | 'cancelled';
  readonly finalTier: number;
  readonly capped: boolean;
  readonly escalationCount: number;
  /** US dollars; `null`: not known. What a fork copied of its parent is in it. */
  readonly costUsd: number | null;
  /** US dollars of the calls after the record at which the fork parts; `null`: not known. */
  readonly costAfterUsd: number | null;
  /** Milliseconds that its calls took: the times of a fork's records would count from the start of its parent. */
  readonly callMs: number;
  readonly result: string | null;
  readonly confidence: number | null;
  readonly failure: Failure | null;
}

export interface Comparison {
  /** The steps that both have in common, from the first on. */
  readonly shared: readonly TransitionRecord[];
  /** Everything after those, side by side. */
  readonly parted: readonly ComparedStep[];
  /** Both have a step at the first of `parted`, or one is over and the other went on: there they part. */
  readonly differs: boolean;
  readonly parent: Figures;
  readonly fork: Figures;
}

/**
 * Two executions beside each other.
 *
 * @throws ReplayError where the records of one do not fold.
 */
export function comparisonOf(parent: ComparedExecution, fork: ComparedExecution): Comparison {
  const [left, right] = [parent.records, fork.records];
  const length = Math.max(left.length, right.length);
  const steps = Array.from({ length }, (_, seq) => ({ seq, parent: left[seq], fork: right[seq] }));
  const found = steps.findIndex(({ parent, fork }) => !isAlike(parent, fork));
  const parting = found < 0 ? length : found;
  const [shared, parted] = [left.slice(0, parting), steps.slice(parting)];
  const at = partingOf(right) ?? parting;
  const figures = { parent: figuresOf(left, at), fork: figuresOf(right, at) };
  const [first] = parted;
  const differs =
    first !== undefined &&
    (first.parent !== undefined || isOver(figures.parent)) &&
    (first.fork !== undefined || isOver(figures.fork));
  return { shared, parted, differs, ...figures };
}

function partingOf([first]: readonly TransitionRecord[]): number | undefined {
  return first?.event.type === 'xstate.init' ? first.event.input.forkedFrom?.seq : undefined;
}

/** True where the same happened and led to the same, whatever it took. */
function isAlike(one: TransitionRecord | undefined, other: TransitionRecord | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.from === other.from && one.to === other.to && meaningOf(one.event) === meaningOf(other.event);
}

function meaningOf(event: RecordedEvent): string {
  const occurrence = recordedOccurrence(event);
  if (occurrence === undefined) return event.type;
  if (occurrence.kind === 'evaluated') return JSON.stringify(occurrence.evaluation);
  if (occurrence.kind === 'executed') return JSON.stringify(occurrence.execution);
  return occurrence.kind === 'failed' ? JSON.stringify(occurrence.failure) : occurrence.kind;
}

function figuresOf(records: readonly TransitionRecord[], at: number): Figures {
  const snapshot = foldRecords(records).at(-1)?.snapshot;
  const context = snapshot?.context;
  const answer = snapshot?.status === 'done' && context?.failure === null ? context.execution : null;
  return {
    status: snapshot?.output?.status ?? (context?.waiting == null ? 'running' : 'waiting'),
    finalTier: context?.tierLevel ?? 0,
    capped: context?.capped ?? false,
    escalationCount: context?.escalationCount ?? 0,
    costUsd: context?.costUsd ?? null,
    costAfterUsd: costOf(records.slice(at + 1)),
    callMs: records.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0),
    result: answer?.result ?? null,
    confidence: answer?.confidence ?? null,
    failure: context?.failure ?? null,
  };
}

function isOver({ status }: Figures): boolean {
  return status !== 'running' && status !== 'waiting';
}
