import type { ReadonlySignal } from '@preact/signals';

import type { Command, ListedExecution, Stepping } from '../../protocol.ts';
import type { InspectorState } from './model.ts';

/** The actions of single keys on the calls that are held. */
export interface SteppingKeys {
  /** Lets the call that is held of the selected execution run as it is, and holds the next one. */
  stepOn(): void;
  /** Pauses before every call, or holds none but those at breakpoints. */
  togglePause(): void;
}

interface Reach {
  readonly state: ReadonlySignal<InspectorState>;
  readonly selected: ReadonlySignal<ListedExecution | undefined>;
  readonly canStep: ReadonlySignal<boolean>;
  readonly order: (command: Command) => void;
  readonly tell: (level: 'info', message: string) => void;
}

/** Why nothing can be held. */
export const nothingToHold = 'Nothing runs here, so no call can be held. Attach the inspector to a program for that.';

export function steppingKeys({ state, selected, canStep, order, tell }: Reach): SteppingKeys {
  return {
    stepOn: () => {
      if (!canStep.value) return tell('info', nothingToHold);
      const held = state.value.paused.find(({ executionId }) => executionId === selected.value?.executionId);
      const { mode, breakpoints } = state.value.stepping;
      if (held === undefined) {
        return tell('info', `No call of this execution is held. ${adviceFor(selected.value, mode)}`);
      }
      if (held.reason === 'mock')
        return tell('info', 'This call is not made: give its answer with Mock output, or an error with Throw.');
      const { executionId, call } = held;
      // From a breakpoint, a step leads to the next call too.
      if (mode === 'run') order({ type: 'set-stepping', stepping: { mode: 'pause', breakpoints } });
      order({ type: 'verdict', executionId, callId: call.input.callId, verdict: { type: 'run' } });
    },
    togglePause: () => {
      if (!canStep.value) return tell('info', nothingToHold);
      const { mode, breakpoints } = state.value.stepping;
      order({ type: 'set-stepping', stepping: { mode: mode === 'run' ? 'pause' : 'run', breakpoints } });
    },
  };
}

function adviceFor(execution: ListedExecution | undefined, mode: Stepping['mode']): string {
  if (execution === undefined) return 'Choose one first.';
  const { status } = execution;
  if (status !== 'running' && status !== 'waiting') return 'It is over, and makes none any more.';
  if (!execution.live && status === 'running') return 'It does not run here: go on with it first.';
  return mode === 'run' ? 'Pause first, and its next call is held.' : 'Its next call will be.';
}
