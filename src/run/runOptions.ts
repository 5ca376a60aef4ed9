import type { InspectionEvent } from 'xstate';

import type { Standing } from '../machines/fold.ts';
import type { HandoffMachine } from '../machines/handoffMachine.ts';
import type { HandoffInput, HandoffPolicy } from '../machines/types.ts';
import type { HandoffAgent } from '../services/agent.ts';
import type { CallSettings } from '../services/callTimeout.ts';
import type { Audience } from './audience.ts';
import type { Holding } from './leases.ts';
import type { Observers } from './observers.ts';
import type { Recorder } from './recorder.ts';
import type { CompletedResult, WaitingResult } from './result.ts';

/** The end of a run: where its execution stands, or why this process does not run it any more. */
export type RunEnd =
  | { readonly type: 'over'; readonly result: CompletedResult }
  /** It waits for a person until `due`, in milliseconds since the epoch; infinite: for ever. */
  | { readonly type: 'waiting'; readonly result: WaitingResult; readonly due: number }
  | { readonly type: 'failed'; readonly error: unknown }
  /** It never began: the memory has an execution of this id. */
  | { readonly type: 'refused'; readonly input: HandoffInput; readonly error: unknown }
  /** Suspended between two calls, or in the middle of one. */
  | { readonly type: 'suspended'; readonly isAborted: boolean };

/** The parts of a run. */
export interface RunOptions extends CallSettings {
  /** A machine whose services call this run back; see `provideServices`. */
  readonly machine: HandoffMachine;
  readonly input: HandoffInput;
  /** Where to go on; absent: a new execution. */
  readonly standing?: Standing;
  readonly policy: HandoffPolicy;
  readonly agents: ReadonlyMap<number, HandoffAgent>;
  /** Answers at the cap where the policy hands over to a person there. */
  readonly humanAtCap: HandoffAgent;
  readonly recorder: Recorder;
  /** This process's claim on the execution. */
  readonly holding: Holding;
  readonly audience: Audience;
  /** Those who watch the pattern, and may step in before a call. */
  readonly observers: Observers;
  /** Shown everything that XState says of the actor. */
  readonly inspect?: ((event: InspectionEvent) => void) | undefined;
  /** Finds out what became of an execution whose record another process went on with; `error` is what told so. */
  readonly explain: (error: unknown) => Promise<RunEnd>;
  /** Called once, when the run is at its end. */
  readonly ended: (end: RunEnd) => void;
}
