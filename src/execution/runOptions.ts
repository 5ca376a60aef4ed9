import type { InspectionEvent } from 'xstate';

import type { Standing } from '../machines/fold.ts';
import type { HandoffMachine } from '../machines/handoffMachine.ts';
import type { HandoffInput, HandoffPolicy } from '../machines/types.ts';
import type { HandoffAgent } from '../services/agent.ts';
import type { CallSettings } from '../services/callTimeout.ts';
import type { Observers } from './observers.ts';
import type { Recorder } from './recorder.ts';
import type { HandoffEvent } from './result.ts';

/** What a run is made of. */
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
  /** Those who watch the pattern, and may step in before a call. */
  readonly observers: Observers;
  /** Shown everything that XState says of the actor. */
  readonly inspect?: ((event: InspectionEvent) => void) | undefined;
  /** Whatever it returns is awaited before the next call: an observer may slow the execution down, and nothing else. */
  readonly observe?: ((event: HandoffEvent) => unknown) | undefined;
  /** The observer wants the text of answers while it is written. Default false. */
  readonly textDeltas?: boolean | undefined;
  /** Somebody awaits the end: hold the process open while a person is waited for. Default true. */
  readonly keepAlive?: boolean | undefined;
}
