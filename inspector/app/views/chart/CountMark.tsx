import type { JSX } from 'preact';

import { counted as countedWords } from '../../format.ts';
import { stateWords } from '../../../../src/words/place.ts';
import { countText, type Counted } from './marks.ts';

/** How often an edge was taken, on its line. */
export function CountMark({ counted: { from, to, count, route } }: { readonly counted: Counted }): JSX.Element {
  const text = countText(count);
  const halfWidth = 5 + text.length * 3.5;
  const way = from === '' ? `begin at ${stateWords(to)}` : `${stateWords(from)} to ${stateWords(to)}`;
  return (
    <g
      class="count-mark"
      role="img"
      aria-label={`${way}: ${countedWords(count, 'time')}`}
      transform={`translate(${route.mark.x} ${route.mark.y})`}
    >
      <rect x={-halfWidth} y={-7} width={halfWidth * 2} height={14} rx={7} />
      <text y={3.5} text-anchor="middle">
        {text}
      </text>
    </g>
  );
}
