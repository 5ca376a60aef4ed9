import type { TransitionRecord, Waiting } from '../../../src/machines/executionTypes.ts';
import { standingOf } from '../../../src/machines/fold.ts';
import type { PreviousAttempt } from '../../../src/machines/types.ts';

/** A question to a person, with all that an agent in the same place would be given. */
export interface Question {
  readonly waiting: Waiting;
  readonly task: string;
  readonly context: string;
  /** The attempts of lower tiers; `undefined` where there are none. Folds the record, so it is asked for when it is to be seen. */
  readonly previousAttempts: (() => readonly PreviousAttempt[]) | undefined;
}

/** `undefined` where no person is waited for. */
export function questionIn(records: readonly TransitionRecord[]): Question | undefined {
  const [first, last] = [records[0], records.at(-1)];
  if (last?.event.type !== 'wait' || first?.event.type !== 'xstate.init') return undefined;
  const { task, context } = first.event.input;
  return {
    waiting: { since: last.timestamp, deadline: last.event.deadline },
    task,
    context: context ?? '',
    previousAttempts: last.tierLevel === first.tierLevel ? undefined : () => attemptsIn(records),
  };
}

function attemptsIn(records: readonly TransitionRecord[]): readonly PreviousAttempt[] {
  try {
    return standingOf(records).snapshot.context.attempts;
  } catch {
    // The page says of each step why it cannot be shown.
    return [];
  }
}
