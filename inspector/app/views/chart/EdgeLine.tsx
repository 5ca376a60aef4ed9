import type { JSX } from 'preact';

import type { WayTone } from '../../../../src/words/wayTone.ts';
import type { Route } from './chart.ts';
import { arrowHead, roundedPath } from './strokes.ts';

interface EdgeLineProps {
  readonly route: Route;
  /** The execution went this way. */
  readonly tone?: WayTone;
  /** Several executions went this way. */
  readonly width?: number;
}

export function EdgeLine({ route, tone, width }: EdgeLineProps): JSX.Element {
  const kind = tone !== undefined ? `taken ${tone}` : width !== undefined ? 'counted' : route.weight;
  const line = roundedPath(route.points);
  return (
    <g class={`edge ${kind}`}>
      {kind === 'main' ? <path class="gap" d={line} /> : null}
      <path class="line" d={line} style={width === undefined ? undefined : { strokeWidth: width }} />
      <path class="head" d={arrowHead(route, Math.max(tone === undefined ? 6 : 8, 4 + (width ?? 0)))} />
    </g>
  );
}

export function EdgeLabel({ route: { label } }: { readonly route: Route }): JSX.Element | null {
  if (label === undefined) return null;
  return (
    <text class="edge-label" x={label.at.x} y={label.at.y} text-anchor={label.anchor}>
      {label.text}
    </text>
  );
}
