import type { InspectionEvent } from 'xstate';

import type { AskVerdict } from '../../src/run/gate.ts';
import { systemClock } from '../../src/time/clock.ts';
import { holdableClock } from '../../src/time/holdableClock.ts';
import { actorClock } from '../actorClock.ts';
import { gateServices, type GatedServices, type Services } from '../gateService.ts';
import type { AttachmentTools } from '../server/attachment.ts';
import { embeddedSource } from '../sources/embeddedSource.ts';
import type { Ledger } from '../sources/ledger.ts';
import { callFrom } from '../stepping/shownCall.ts';
import type { ActorBook } from './actorBook.ts';
import { inspectActors } from './inspectActors.ts';

/** Machines that an application runs by itself: ours as executions, any other as actors. */
export interface EmbeddedMachines {
  readonly inspect: (event: InspectionEvent) => void;
  gate(services: Services): GatedServices;
}

export interface EmbeddedOptions extends Pick<AttachmentTools, 'hub' | 'desk' | 'maxBufferedRecords' | 'redacts'> {
  readonly book: ActorBook;
}

/** Their source is added with the first of them. */
export function embeddedMachines({ hub, desk, maxBufferedRecords, redacts, book }: EmbeddedOptions): EmbeddedMachines {
  const { source, add } = embeddedSource(maxBufferedRecords);
  let added: Ledger | undefined;

  function ledger(): Ledger {
    added ??= hub.add(source);
    return added;
  }

  const ask: AskVerdict = (call, abortSignal) => {
    const { sourceId, read, readAll } = ledger();
    const shown = async () => (redacts ? callFrom(await read(call.input.executionId), call) : call);
    return desk.ask({ sourceId, mayCall: true, recordsOf: readAll, shown }, call, abortSignal);
  };

  return {
    inspect: inspectActors({
      book,
      recorded: (record, cancel) => {
        const { executionId } = record;
        add(record, cancel).then(
          () => hub.changed(ledger(), executionId),
          (error: unknown) =>
            hub.notice(
              'error',
              `Execution ${executionId} cannot be shown: ${error instanceof Error ? error.message : String(error)}`,
            ),
        );
      },
    }),
    gate: (services) => {
      const clock = holdableClock(systemClock);
      return { ...gateServices(services, ask, clock), clock: actorClock(clock) };
    },
  };
}
