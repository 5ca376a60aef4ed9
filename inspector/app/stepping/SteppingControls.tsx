import type { JSX } from 'preact';

import type { Stepping } from '../../protocol.ts';
import { counted } from '../format.ts';
import { Icon } from '../icons.tsx';
import './stepping.css';

export interface SteppingControlsProps {
  readonly stepping: Stepping;
  readonly onChange: (stepping: Stepping) => void;
  /** Lets the held call of the shown execution run. */
  readonly onStep: () => void;
  /** A call of the shown execution is held. */
  readonly hasHeld: boolean;
  readonly onBreakpoints: () => void;
}

/** Pause, step and resume. The keys work anywhere on the page. */
export function SteppingControls(props: SteppingControlsProps): JSX.Element {
  const { stepping, onChange, onStep, hasHeld, onBreakpoints } = props;
  const paused = stepping.mode === 'pause';
  const enabled = stepping.breakpoints.filter((breakpoint) => breakpoint.enabled).length;
  return (
    <span class="stepping" role="group" aria-label="Stepping">
      <button
        type="button"
        class={hasHeld ? 'primary' : ''}
        disabled={!hasHeld}
        aria-keyshortcuts="s"
        title={hasHeld ? 'Let the held call run (s)' : 'No call of this execution is held'}
        onClick={onStep}
      >
        <Icon name="step" />
        Step <kbd aria-hidden="true">s</kbd>
      </button>
      <button
        type="button"
        aria-keyshortcuts="p"
        title={paused ? 'Hold no more calls but those at breakpoints (p)' : 'Hold every call before it is made (p)'}
        onClick={() => onChange({ ...stepping, mode: paused ? 'run' : 'pause' })}
      >
        <Icon name={paused ? 'play' : 'pause'} />
        {paused ? 'Resume' : 'Pause'} <kbd aria-hidden="true">p</kbd>
      </button>
      <button
        type="button"
        class="icon"
        aria-keyshortcuts="b"
        aria-label={`Breakpoints, ${enabled === 0 ? 'none' : enabled} enabled`}
        title={enabled === 0 ? 'Breakpoints (b)' : `${counted(enabled, 'breakpoint')} enabled (b)`}
        onClick={onBreakpoints}
      >
        <Icon name="breakpoint" />
        {enabled > 0 && <span class="numbers">{enabled}</span>}
      </button>
    </span>
  );
}
