import type { JSX } from 'preact';

import type { CallVerdict } from '../../../src/run/observer.ts';
import type { PausedCall } from '../../protocol.ts';
import { Icon } from '../icons.tsx';
import { CancelButton } from './CancelButton.tsx';
import { Problem } from '../ui/Field.tsx';
import { callWords, reasonWords } from './pausedWords.ts';
import { useAttempt } from '../ui/useForm.ts';

/** The parts of a call that can be written by hand. */
export type HeldCallForm = 'edit' | 'mock' | 'throw';

export interface HeldCallProps {
  readonly held: PausedCall;
  readonly onVerdict: (verdict: CallVerdict) => Promise<unknown>;
  readonly onCancel: (reason: string) => Promise<unknown>;
  readonly onOpen: (form: HeldCallForm) => void;
}

/** One call that is held, and what can be done with it. A call that waits for a mock has no agent to be made with. */
export function HeldCall({ held, onVerdict, onCancel, onOpen }: HeldCallProps): JSX.Element {
  const { busy, failure, attempt } = useAttempt();
  const canRun = held.reason !== 'mock';

  return (
    <div class="held-call" role="group" aria-label={`Paused before ${callWords(held.call)}`} aria-busy={busy}>
      <Icon name="pause" />
      <div class="words">
        <b>Paused before {callWords(held.call)}</b>
        <span class="soft">
          {held.call.input.agentId} · {reasonWords(held)} · since <Time iso={held.since} />
        </span>
      </div>
      <div class="buttons">
        {canRun && (
          <button type="button" class="primary" onClick={() => attempt(() => onVerdict({ type: 'run' }))}>
            Run
          </button>
        )}
        {canRun && (
          <button type="button" onClick={() => onOpen('edit')}>
            Edit input…
          </button>
        )}
        <button type="button" class={canRun ? '' : 'primary'} onClick={() => onOpen('mock')}>
          Mock output…
        </button>
        <button type="button" onClick={() => onOpen('throw')}>
          Throw…
        </button>
        <CancelButton onCancel={onCancel} />
      </div>
      <Problem problem={failure} />
    </div>
  );
}

function Time({ iso }: { readonly iso: string }): JSX.Element {
  return (
    <time dateTime={iso} title={iso} class="numbers">
      {new Date(iso).toLocaleTimeString()}
    </time>
  );
}
