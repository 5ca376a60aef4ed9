import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import type { Tone } from '../../../../src/words/recordWords.ts';
import type { Row } from './rows.ts';

export interface ScrubberProps {
  readonly rows: readonly Row[];
  readonly seq: number;
  readonly words: string;
  readonly onMove: (seq: number) => void;
}

/** Where in the execution one is, coloured by what happened there. */
export function Scrubber({ rows, seq, words, onMove }: ScrubberProps): JSX.Element {
  const track = useMemo(() => trackOf(rows), [rows]);
  return (
    <input
      class="scrubber"
      type="range"
      min={0}
      max={rows.at(-1)?.seq ?? 0}
      step={1}
      value={Math.max(0, seq)}
      disabled={rows.length === 0}
      aria-label="Step"
      aria-valuetext={words}
      style={{ '--scrubber-track': track }}
      onInput={({ currentTarget }) => onMove(currentTarget.valueAsNumber)}
    />
  );
}

/** So many colours at most: more than there are pixels would show nothing more. */
const segments = 240;
const colours: Readonly<Record<Tone, string>> = {
  plain: 'var(--soft)',
  exec: 'var(--exec)',
  esc: 'var(--esc)',
  cap: 'var(--cap)',
  bad: 'var(--bad)',
};

function trackOf(rows: readonly Row[]): string {
  const count = Math.min(segments, rows.length - 1);
  if (count < 1) return 'var(--track)';
  const stops = Array.from({ length: count }, (_, index) => {
    const row = rows[Math.round(((index + 1) * (rows.length - 1)) / count)];
    const colour = colours[row?.told().tone ?? 'plain'];
    return `${colour} ${(index / count) * 100}% ${((index + 1) / count) * 100}%`;
  });
  return `linear-gradient(90deg, ${stops.join(', ')})`;
}
