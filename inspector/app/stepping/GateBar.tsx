import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

import type { CallVerdict } from '../../../src/run/observer.ts';
import type { PausedCall } from '../../protocol.ts';
import { counted } from '../format.ts';
import { HeldCall, type HeldCallForm } from './HeldCall.tsx';
import { callWords } from './pausedWords.ts';
import { EditInputDialog, MockOutputDialog, ThrowDialog } from './VerdictDialogs.tsx';
import './gateBar.css';

export interface GateBarProps {
  /** All calls that are held, of whatever execution. */
  readonly calls: readonly PausedCall[];
  /** The execution whose calls are shown; the others are counted. */
  readonly shown: Pick<PausedCall, 'sourceId' | 'executionId'> | undefined;
  /** The output of an earlier call like this one, to begin a mock with. */
  readonly lastOutput?: (call: PausedCall) => unknown;
  /** Rejects with what people should know. */
  readonly onVerdict: (call: PausedCall, verdict: CallVerdict) => Promise<unknown>;
  /** Cancels the execution of a call. Rejects with what people should know. */
  readonly onCancel: (call: PausedCall, reason: string) => Promise<unknown>;
  /** Goes to the execution of a call. */
  readonly onShow?: (call: PausedCall) => void;
}

/** The calls that wait for a decision. The form stays open, with what was written, when its call is gone. */
export function GateBar({ calls, shown, lastOutput, onVerdict, onCancel, onShow }: GateBarProps): JSX.Element {
  const bar = useRef<HTMLElement>(null);
  const hadFocus = useRef(false);
  const [open, setOpen] = useState<{ readonly held: PausedCall; readonly form: HeldCallForm }>();
  const isHere = (held: PausedCall) => shown !== undefined && isSame(held, shown);
  const here = calls.filter(isHere);
  const elsewhere = calls.filter((held) => !isHere(held));
  const [next] = elsewhere;

  // The buttons go with their call; the focus stays where the next call will appear.
  useLayoutEffect(() => {
    if (hadFocus.current && document.activeElement === document.body) bar.current?.focus({ preventScroll: true });
  }, [calls, open]);
  const onFocusOut = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof Node && bar.current?.contains(relatedTarget) === false) hadFocus.current = false;
  };

  const close = () => setOpen(undefined);
  const isHeld = calls.some(
    ({ call, ...of }) => open?.held.call.input.callId === call.input.callId && isSame(of, open.held),
  );
  const dialog = open && {
    held: open.held,
    ...(!isHeld && { obsolete: 'This call is not held any more: it went on, or was cancelled.' }),
    onVerdict: (verdict: CallVerdict) => onVerdict(open.held, verdict),
    onClose: close,
  };

  return (
    <section
      ref={bar}
      class="gate-bar"
      aria-label="Held calls"
      tabIndex={-1}
      onFocusIn={() => {
        hadFocus.current = true;
      }}
      onFocusOut={onFocusOut}
    >
      <p class="visually-hidden" role="status">
        {here.map(({ call }) => `Paused before ${callWords(call)}.`).join(' ')}
      </p>
      {here.map((held) => (
        <HeldCall
          key={held.call.input.callId}
          held={held}
          onVerdict={(verdict) => onVerdict(held, verdict)}
          onCancel={(reason) => onCancel(held, reason)}
          onOpen={(form) => setOpen({ held, form })}
        />
      ))}
      {next !== undefined && (
        <p class="elsewhere">
          <span>
            {counted(elsewhere.length, 'call')} of other executions {elsewhere.length === 1 ? 'is' : 'are'} held.
          </span>
          {onShow !== undefined && (
            <button type="button" onClick={() => onShow(next)}>
              Show {elsewhere.length === 1 ? 'it' : 'the first'}
            </button>
          )}
        </p>
      )}
      {dialog && open.form === 'edit' && <EditInputDialog {...dialog} />}
      {dialog && open.form === 'mock' && <MockOutputDialog {...dialog} lastOutput={lastOutput?.(open.held)} />}
      {dialog && open.form === 'throw' && <ThrowDialog {...dialog} />}
    </section>
  );
}

type Whose = Pick<PausedCall, 'sourceId' | 'executionId'>;

function isSame(one: Whose, other: Whose): boolean {
  return one.sourceId === other.sourceId && one.executionId === other.executionId;
}
