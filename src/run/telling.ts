import type { TransitionRecord } from '../machines/executionTypes.ts';
import { deepFreeze } from '../machines/plainData.ts';
import type { AgentExecuteOptions } from '../services/agent.ts';
import type { Audience } from './audience.ts';
import type { Observers } from './observers.ts';
import type { CompletedResult, HandoffEvent } from './result.ts';
import { retryOf } from './retryEvent.ts';
import { createShownText } from './shownText.ts';

/** Tells those who watch an execution what happens in it: its caller, and the observers of the pattern. */
export interface Telling {
  /** Tells of records; of the first ones, once `opening` says that they are stored, and of none where they are not. */
  records(records: readonly TransitionRecord[], tierLevel: number, opening?: () => Promise<void>): void;
  result(result: CompletedResult): Promise<void>;
  /** The callbacks for a call that may show text; `undefined` where nobody wants it. */
  textOptions(tierLevel: number): Pick<AgentExecuteOptions, 'onTextDelta' | 'onTextReset'> | undefined;
  /** Settles when all have taken what they were told, or nobody is waited for any more; `undefined`: nobody was told. */
  taken(): Promise<void> | undefined;
  /** Waits for nobody any more who watches. */
  letGo(): void;
}

export function createTelling(executionId: string, audience: Audience, observers: Observers): Telling {
  const text = createShownText();
  const gone = Promise.withResolvers<void>();
  let told: Promise<void> | undefined;
  /** Until the first record is stored nobody is told of it: it may never have been. */
  let opened: Promise<boolean> | undefined;

  function isWatched(): boolean {
    return audience.listens || !observers.isEmpty;
  }

  function eventsOf(record: TransitionRecord, tierLevel: number): readonly (HandoffEvent | undefined)[] {
    return [deepFreeze({ type: 'transition', record }), retryOf(record), text.endedBy(record, tierLevel)];
  }

  async function tellAll(events: readonly (HandoffEvent | undefined)[]): Promise<void> {
    for (const event of events) if (event !== undefined) await tell(event);
  }

  /** The same event goes to everybody: nobody may change what the others get. */
  function tell(event: HandoffEvent): Promise<void> {
    Object.freeze(event);
    observers.tell(executionId, event);
    return audience.tell(event);
  }

  return {
    records: (records, tierLevel, opening) => {
      if (!isWatched()) return;
      const events = records.flatMap((record) => eventsOf(record, tierLevel));
      if (opening !== undefined) opened ??= opening().then(yes, no);
      told = opened === undefined ? tellAll(events) : opened.then((isStored) => tellAll(isStored ? events : []));
    },
    result: async (result) => {
      if (isWatched()) await Promise.race([tell({ type: 'result', result }), gone.promise]);
    },
    textOptions: (tierLevel) =>
      audience.wantsText || !observers.isEmpty
        ? {
            onTextDelta: (delta) => tell(text.shown(tierLevel, delta)),
            onTextReset: () => tellAll([text.takenBack()]),
          }
        : undefined,
    taken: () => told && Promise.race([told, gone.promise]),
    letGo: () => gone.resolve(),
  };
}

const yes = () => true;
const no = () => false;
