import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import type { TransitionRecord } from '../../../../src/machines/executionTypes.ts';
import type { HandoffConfig } from '../../../../src/machines/types.ts';
import { MessageRows, pitch, rowHeight } from './MessageRows.tsx';
import { lifelinesOf, messagesOf } from './messages.ts';
import { moveBy } from '../../moveBy.ts';
import { windowOf } from './window.ts';
import './sequence.css';

export interface SequenceProps {
  readonly records: readonly TransitionRecord[];
  readonly config: HandoffConfig;
  /** The `seq` of the selected record. */
  readonly position: number;
  readonly onSelect: (seq: number) => void;
}

const overscan = 300;

/** Shows the messages between caller, machine, tiers and memory: a group of messages per record. Only what is in sight is drawn. */
export function Sequence({ records, config, position, onSelect }: SequenceProps): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const [view, setView] = useState({ top: 0, height: 2_000 });
  const lifelines = useMemo(() => lifelinesOf(records, config), [records, config]);
  const groups = useMemo(
    () => records.map((record) => ({ record, messages: messagesOf(record, config) })),
    [records, config],
  );
  const offsets = useMemo(() => {
    let y = 0;
    return [0, ...groups.map(({ messages }) => (y += messages.length * rowHeight))];
  }, [groups]);
  const { start, end, above, below } = windowOf(offsets, view.top, view.height, overscan);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const [top, bottom] = [offsets[position] ?? 0, offsets[position + 1] ?? 0];
    const room = element.clientHeight - (list.current?.offsetTop ?? 0);
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + room) element.scrollTop = bottom - room;
    setView({ top: element.scrollTop, height: element.clientHeight });
    const hadFocus = list.current?.contains(document.activeElement) === true || document.activeElement === list.current;
    if (hadFocus) list.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: true });
  }, [position, offsets]);

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLElement>) => {
    const next = moveBy(event.key, position, records.length);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onSelect(next);
  };
  return (
    <div
      class="sequence"
      ref={frame}
      onScroll={({ currentTarget: { scrollTop, clientHeight } }) => setView({ top: scrollTop, height: clientHeight })}
    >
      <div class="lifelines" style={{ width: `${lifelines.length * pitch}px` }} aria-hidden="true">
        {lifelines.map(({ id, title, caption }) => (
          <span key={id} style={{ width: `${pitch}px` }}>
            <b>{title}</b>
            <small title={caption}>{caption}</small>
          </span>
        ))}
      </div>
      <ol
        ref={list}
        role="listbox"
        aria-label="Messages, by step"
        style={{ width: `${lifelines.length * pitch}px`, paddingTop: `${above}px`, paddingBottom: `${below}px` }}
        onKeyDown={onKeyDown}
      >
        {groups.slice(start, end).map(({ record: { seq }, messages }) => (
          <li
            key={seq}
            role="option"
            tabIndex={seq === position ? 0 : -1}
            aria-selected={seq === position}
            aria-setsize={records.length}
            aria-posinset={seq + 1}
            aria-label={`Step ${seq}: ${messages.map(({ from, to, text }) => `${from} to ${to}, ${text}`).join('; ')}`}
            class={seq > position ? 'later' : undefined}
            onClick={() => onSelect(seq)}
          >
            <span class="seq numbers" aria-hidden="true">
              {seq}
            </span>
            <MessageRows lifelines={lifelines} messages={messages} />
          </li>
        ))}
      </ol>
    </div>
  );
}
