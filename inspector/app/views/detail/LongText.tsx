import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { formatCount } from '../../format.ts';
import './longText.css';

const most = { characters: 480, lines: 10 } as const;

/** Text as it is, never as markup. Long text shows its beginning until it is asked for. */
export function LongText({ text }: { readonly text: string }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const start = text.slice(0, most.characters).split('\n').slice(0, most.lines).join('\n');
  const isLong = start.length < text.length;
  return (
    <div class="long-text">
      <div class="text" dir="auto">
        {isOpen || !isLong ? text : `${start}…`}
      </div>
      {isLong ? (
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Show less' : `Show all ${formatCount(text.length)} characters`}
        </button>
      ) : null}
    </div>
  );
}
