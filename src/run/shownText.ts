import type { TransitionRecord } from '../machines/executionTypes.ts';
import type { HandoffEvent } from './result.ts';

/** The text that a call has shown, until it is known whether it counts. */
export interface ShownText {
  /** The event that shows another piece. */
  shown(tierLevel: number, delta: string): HandoffEvent;
  /** The event that takes back what is shown; `undefined` where nothing is. */
  takenBack(): HandoffEvent | undefined;
  /** The same where a record ends the call and its text is not the answer; `answeredBy` is the level of the tier that answered. */
  endedBy(record: TransitionRecord, answeredBy: number): HandoffEvent | undefined;
}

export function createShownText(): ShownText {
  let level: number | undefined;

  function takenBack(): HandoffEvent | undefined {
    if (level === undefined) return undefined;
    const event: HandoffEvent = { type: 'text-reset', tierLevel: level };
    level = undefined;
    return event;
  }

  return {
    shown: (tierLevel, delta) => {
      level = tierLevel;
      return { type: 'text-delta', tierLevel, delta };
    },
    takenBack,
    endedBy: ({ event, to }, answeredBy) => {
      const counts = to === 'done' && 'output' in event && answeredBy === level;
      if (counts) level = undefined;
      return takenBack();
    },
  };
}
