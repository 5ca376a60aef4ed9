import type { HandoffOutput, TransitionRecord } from '../../machines/executionTypes.ts';
import { ReplayError } from '../../machines/errors.ts';
import { standingOf, type HandoffSnapshot } from '../../machines/fold.ts';
import type { MachineEvent } from '../../machines/occurrence.ts';
import type { Failure, HandoffConfig, HandoffInput, LimitName } from '../../machines/types.ts';

/** What an execution came to. */
export interface HistoryEnd {
  readonly status: HandoffOutput['status'];
  readonly finalTier: number;
  readonly escalationCount: number;
  readonly capped: boolean;
  readonly limitReached: LimitName | null;
  /** Of the answer; `null` where there is none. */
  readonly confidence: number | null;
  readonly failure: Failure | null;
}

/** An event that was sent to a machine, and what came of it. */
export interface Moment {
  /** `null`: the start. */
  readonly event: MachineEvent | null;
  readonly records: readonly TransitionRecord[];
  readonly snapshot: HandoffSnapshot;
}

/** What is known of one execution, wherever it comes from: an exploration, a memory, a simulation. */
export interface History {
  /** The tiers and the policy that were asked for, whatever the record says. */
  readonly config: HandoffConfig;
  /** What was asked for, whatever the record says. */
  readonly input: HandoffInput;
  readonly records: readonly TransitionRecord[];
  /** `null` while it is not over. */
  readonly end: HistoryEnd | null;
  /** What was sent, and the live snapshots; absent where only the record is known. */
  readonly moments?: readonly Moment[];
  /** Where all that can follow is known: no end can be reached any more, or it may go on for ever. */
  readonly dead?: 'stuck' | 'endless';
}

/** What a machine's snapshot says of the end; `null` while there is none. */
export function endOf({ output }: Pick<HandoffSnapshot, 'output'>): HistoryEnd | null {
  if (output === undefined) return null;
  const { status, finalTier, escalationCount, capped, limitReached } = output;
  return {
    status,
    finalTier,
    escalationCount,
    capped,
    limitReached,
    confidence: output.status === 'completed' ? output.confidence : null,
    failure: output.status === 'completed' ? null : output.failure,
  };
}

/**
 * What is known of a stored execution, all of it from its record: `invariants` can check it.
 *
 * @throws ReplayError where the record does not fold.
 */
export function historyOf(records: readonly TransitionRecord[]): History {
  const { config, snapshot } = standingOf(records);
  const event = records[0]?.event;
  if (event?.type !== 'xstate.init') throw new ReplayError(0, 'A record begins with the initial event.');
  return { config, input: event.input, records, end: endOf(snapshot) };
}
