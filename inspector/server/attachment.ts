import type { HandoffPattern } from '../../src/pattern/handoffPattern.ts';
import type { PendingCall } from '../../src/machines/pendingCall.ts';
import { isOver } from '../sources/isOver.ts';
import type { Ledger } from '../sources/ledger.ts';
import { createLiveTail } from '../sources/liveTail.ts';
import { patternSource, watchPattern } from '../sources/patternSource.ts';
import type { Beginnings } from '../stepping/beginnings.ts';
import type { CallDesk } from '../stepping/callDesk.ts';
import type { ForkPlans } from '../stepping/forkPlans.ts';
import { callFrom } from '../stepping/shownCall.ts';
import type { Hub } from './hub.ts';

export interface AttachmentTools {
  readonly hub: Hub;
  readonly desk: CallDesk;
  readonly plans: ForkPlans;
  readonly beginnings: Beginnings;
  readonly maxBufferedRecords: number;
  /** Texts of calls are shown as they stand in the redacted records. */
  readonly redacts: boolean;
}

export interface Attachment {
  readonly ledger: Ledger;
  /** Cancels the forks whose calls must not be made, and lets go of everything else that is held. */
  detach(): void;
}

/** Shows what a pattern runs and what is in its memory, and has its calls held where they are to be. */
export function attachPattern(
  pattern: HandoffPattern,
  { name, mayCall = true }: { readonly name: string; readonly mayCall?: boolean },
  { hub, desk, plans, beginnings, maxBufferedRecords, redacts }: AttachmentTools,
): Attachment {
  const tail = createLiveTail(maxBufferedRecords);
  const ledger = hub.add(patternSource(pattern, { name, tail, mayCall }));
  const { sourceId } = ledger;

  async function shown(call: PendingCall): Promise<PendingCall> {
    if (!redacts && pattern.redact === undefined) return call;
    return callFrom(await ledger.read(call.input.executionId), call);
  }

  const origin = { sourceId, mayCall, recordsOf: ledger.readAll, shown };
  const unwatch = watchPattern(pattern, tail, {
    recorded: (record) => {
      hub.changed(ledger, record.executionId);
      if (isOver(record)) plans.forget(record.executionId);
    },
    text: (executionId, event) => {
      if (!redacts) hub.viewers.text(ledger, executionId, event);
    },
    ask: (call, abortSignal) => {
      beginnings.saw(call.input.executionId);
      return desk.ask(origin, call, abortSignal);
    },
  });

  return {
    ledger,
    detach: () => {
      for (const executionId of plans.withoutCalls(sourceId)) {
        pattern
          .cancel(executionId, 'The inspector went away, and the calls of this fork are not to be made.')
          .catch(() => undefined);
        plans.forget(executionId);
      }
      unwatch();
      desk.drop(sourceId);
      hub.remove(ledger);
    },
  };
}
