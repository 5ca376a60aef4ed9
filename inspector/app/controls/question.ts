import type { TransitionRecord, Waiting } from '../../../src/machines/executionTypes.ts';
import { standingOf } from '../../../src/machines/fold.ts';
import type { PreviousAttempt } from '../../../src/machines/types.ts';

/** What a person is asked, with all that an agent in the same place would be given. */
export interface Question {
  readonly waiting: Waiting;
  readonly task: string;
  readonly context: string;
  readonly previousAttempts: readonly PreviousAttempt[];
}

/** `undefined` where nobody is waited for, or the records do not fold. */
export function questionIn(records: readonly TransitionRecord[]): Question | undefined {
  const last = records.at(-1);
  if (last?.event.type !== 'wait') return undefined;
  const waiting = { since: last.timestamp, deadline: last.event.deadline };
  try {
    const { task, context, attempts } = standingOf(records).snapshot.context;
    return { waiting, task, context, previousAttempts: attempts };
  } catch {
    // The page says of each step why it cannot be shown.
    return undefined;
  }
}
