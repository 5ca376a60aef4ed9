import { ReplayError } from '../../machines/errors.ts';
import { foldNext, type Folding, type HandoffSnapshot } from '../../machines/fold.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
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

/** The fold up to one record. Replays that begin alike share it: an exploration has many. */
interface Replayed {
  readonly before: Replayed | undefined;
  readonly folding: Folding;
}

const known = new WeakMap<TransitionRecord, Replayed>();

/** The snapshot after each record, folded from its JSON; or what is wrong, in words. */
export function replay(records: readonly TransitionRecord[]): readonly HandoffSnapshot[] | string {
  let before: Replayed | undefined;
  const snapshots: HandoffSnapshot[] = [];
  for (const [index, record] of records.entries()) {
    const found = known.get(record);
    const now = found?.before === before && found !== undefined ? found : replayNext(before, record);
    if (now === undefined) return `Record ${index}, to ${record.to}, is not what the machine makes of the event.`;
    known.set(record, now);
    snapshots.push(now.folding.step.snapshot);
    before = now;
  }
  return snapshots;
}

function replayNext(before: Replayed | undefined, record: TransitionRecord): Replayed | undefined {
  const read: TransitionRecord = JSON.parse(JSON.stringify(record));
  try {
    return { before, folding: foldNext(before?.folding, read) };
  } catch (error) {
    if (ReplayError.isInstance(error)) return undefined;
    throw error;
  }
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
