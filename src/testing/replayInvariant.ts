import type { AnyStateMachine } from 'xstate';

import { agrees, initialSteps, machineFor, nextSteps, type FoldStep, type HandoffSnapshot } from '../machines/fold.ts';
import type { RecordedEvent, TransitionRecord } from '../machines/executionTypes.ts';
import type { Invariant } from './invariant.ts';

export const replayEqualsLive: Invariant = {
  name: 'replay-equals-live',
  sentence: 'Folding any prefix of the record, read back from JSON, gives the snapshot that was live.',
  check: ({ records, moments }) => {
    const replayed = replay(records);
    if (typeof replayed === 'string') return replayed;
    let length = 0;
    for (const { records: made, snapshot } of moments ?? []) {
      length += made.length;
      const folded = replayed[length - 1];
      if (made.length > 0 && folded !== undefined && essenceOf(folded) !== essenceOf(snapshot)) {
        return `The snapshot after record ${length - 1} is not what folding the record gives.`;
      }
    }
  },
};

/** The replay up to one record. Replays that begin alike share it: an exploration has many. */
interface Replayed {
  readonly before: Replayed | undefined;
  readonly machine: AnyStateMachine;
  readonly snapshot: HandoffSnapshot;
  /** What the machine did beyond this record, on the same event. */
  readonly owed: readonly FoldStep[];
}

const known = new WeakMap<TransitionRecord, Replayed>();

/** The snapshot after each record, folded from its JSON; or what is wrong, in words. */
export function replay(records: readonly TransitionRecord[]): readonly HandoffSnapshot[] | string {
  let before: Replayed | undefined;
  const snapshots: HandoffSnapshot[] = [];
  for (const [index, record] of records.entries()) {
    const found = known.get(record);
    const now = found?.before === before && found !== undefined ? found : replayNext(before, record, index);
    if (now === undefined) return `Record ${index}, to ${record.to}, is not what the machine makes of the event.`;
    known.set(record, now);
    snapshots.push(now.snapshot);
    before = now;
  }
  return snapshots;
}

function replayNext(before: Replayed | undefined, record: TransitionRecord, index: number): Replayed | undefined {
  const event: RecordedEvent = JSON.parse(JSON.stringify(record.event));
  const machine = before?.machine ?? (event.type === 'xstate.init' ? machineFor(event.config) : undefined);
  if (machine === undefined) return undefined;
  const [step, ...owed] =
    before !== undefined && before.owed.length > 0 ? before.owed : stepsOf(machine, before, event);
  if (step === undefined || !agrees(step.record, record, index)) return undefined;
  return { before, machine, snapshot: step.snapshot, owed };
}

function stepsOf(machine: AnyStateMachine, before: Replayed | undefined, event: RecordedEvent): readonly FoldStep[] {
  if (event.type === 'xstate.init') return before === undefined ? initialSteps(machine, event.input) : [];
  if (event.type === 'escalate' || before === undefined) return [];
  return nextSteps(machine, before.snapshot, event);
}

const essences = new WeakMap<HandoffSnapshot, string>();

/** What two equal snapshots have in common, as text. */
export function essenceOf(snapshot: HandoffSnapshot): string {
  const known = essences.get(snapshot);
  if (known !== undefined) return known;
  const { value, context, status, output } = snapshot;
  const essence = JSON.stringify({ value, context, status, output });
  essences.set(snapshot, essence);
  return essence;
}
