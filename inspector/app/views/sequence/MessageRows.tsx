import type { JSX } from 'preact';

import { fitted } from '../chart/text.ts';
import type { Lifeline, Message } from './messages.ts';

export const rowHeight = 26;
export const pitch = 138;

interface MessageRowsProps {
  readonly lifelines: readonly Lifeline[];
  readonly messages: readonly Message[];
}

/** The messages of one record, each on a row, and the lifelines that pass by. */
export function MessageRows({ lifelines, messages }: MessageRowsProps): JSX.Element {
  const [width, height] = [lifelines.length * pitch, messages.length * rowHeight];
  const place = new Map(lifelines.map(({ id }, index) => [id, (index + 0.5) * pitch] as const));
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {[...place].map(([id, x]) => (
        <path key={id} class="lifeline" d={`M${x} 0V${height}`} />
      ))}
      {messages.map((message, row) => {
        const [from, to] = [place.get(message.from), place.get(message.to)];
        if (from === undefined || to === undefined) return null;
        return <MessageRow key={message.text} message={message} from={from} to={to} y={row * rowHeight + 18} />;
      })}
    </svg>
  );
}

interface MessageRowProps {
  readonly message: Message;
  readonly from: number;
  readonly to: number;
  readonly y: number;
}

function MessageRow({ message: { kind, text }, from, to, y }: MessageRowProps): JSX.Element {
  if (from === to) {
    return (
      <g class={`message ${kind}`}>
        <path class="line" d={`M${from} ${y - 9}h14q4 0 4 4v4q0 4 -4 4h-8`} />
        <path class="head" d={`M${from} ${y + 3}l8 -4v8Z`} />
        <text x={from + 25} y={y + 2}>
          {text}
        </text>
      </g>
    );
  }
  const forward = to > from ? 1 : -1;
  const start = from + forward * 3;
  const words = fitted(text, Math.abs(to - from));
  // Words stand beside the machine's line, where the eye follows.
  const x = forward === 1 ? from + 12 : to + 14;
  return (
    <g class={`message ${kind}`}>
      <path class="line" d={`M${start} ${y}H${to - forward * 7}`} />
      <path class="head" d={`M${to} ${y}l${-forward * 8} -4v8Z`} />
      <text x={x} y={y - 5}>
        {words}
      </text>
    </g>
  );
}
