import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { levelOf } from '../../../../src/machines/stateName.ts';
import type { Chart } from './chart.ts';
import { CountMark } from './CountMark.tsx';
import { EdgeLabel, EdgeLine } from './EdgeLine.tsx';
import { countedEdges, takenEdges } from './marks.ts';
import { Outline } from './Outline.tsx';
import type { PathStep } from './path.ts';
import { chartSentence } from './sentence.ts';
import { StateBox } from './StateBox.tsx';
import { StepMarks } from './StepMarks.tsx';
import { fitted } from './text.ts';
import { fromAnywhere } from './triggerWords.ts';
import './statechart.css';

export interface StatechartProps {
  readonly chart: Chart;
  /** The id of the state where the execution stands; several for a state with parallel regions. */
  readonly current: string | readonly string[] | null;
  readonly path: readonly PathStep[];
  /** How often each edge was taken, by its key: shown in place of a path. */
  readonly counts?: ReadonlyMap<string, number>;
  /** The `seq` of the selected step. */
  readonly selected?: number;
  readonly onSelect: (seq: number) => void;
}

/** A machine, where an execution stands in it, and the way it came. */
export function Statechart({ chart, current, path, counts, selected, onSelect }: StatechartProps): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  const lit = new Set(typeof current === 'string' ? [current] : (current ?? []));
  const place = [...lit].at(-1) ?? null;
  useEffect(() => {
    if (frame.current !== null) reveal(frame.current);
  }, [chart, place]);

  const name = chartSentence(chart, lit.size === 0 ? null : [...lit].join(' and '), path, counts);
  const level = levelOf(path.at(-1)?.from ?? place);
  const layout = useMemo(() => chart.layoutAt?.(level) ?? chart.layout, [chart, level]);
  if (layout === undefined) return <Outline chart={chart} current={lit} name={name} />;

  const taken = counts === undefined ? takenEdges(layout, path) : [];
  const counted = counts === undefined ? [] : countedEdges(layout, counts);
  const been = new Set(path.flatMap(({ from, to }) => (from === null ? [to] : [from, to])));
  const parents = new Set(chart.nodes.map(({ parent }) => parent));
  const boxes = (isParent: boolean) =>
    chart.nodes
      .filter(({ id }) => parents.has(id) === isParent)
      .map((node) => {
        const look = lit.has(node.id) ? 'now' : been.has(node.id) ? 'been' : 'idle';
        const box = layout.boxes.get(node.id);
        return box && <StateBox key={node.id} node={node} box={box} isParent={isParent} look={look} />;
      });
  const anywhere = fitted(fromAnywhere(chart.edges), layout.width - 24);
  const size = { '--chart-width': layout.width, '--chart-height': layout.height };
  return (
    <div class={`statechart ${chart.kind}`} ref={frame} style={size}>
      <svg viewBox={`0 0 ${layout.width} ${layout.height}`} role="group" aria-label={name}>
        <g aria-hidden="true">
          {anywhere === '' ? null : (
            <text class="soft" x={12} y={18}>
              {anywhere}
            </text>
          )}
          {boxes(true)}
          {[...layout.routes].map(([key, route]) => (
            <EdgeLine key={key} route={route} />
          ))}
          {counted.map(({ key, route, width }) => (
            <EdgeLine key={key} route={route} width={width} />
          ))}
          {taken.map(({ key, route, steps }) => (
            <EdgeLine key={key} route={route} tone={(steps.at(-1) ?? steps[0]).tone} />
          ))}
          {boxes(false)}
          {[...layout.routes].map(([key, route]) => (
            <EdgeLabel key={key} route={route} />
          ))}
        </g>
        {counted.map((edge) => (
          <CountMark key={edge.key} counted={edge} />
        ))}
        <StepMarks taken={taken} selected={selected} onSelect={onSelect} />
      </svg>
    </div>
  );
}

/** Scrolls the chart itself, and nothing around it, so that the current state is in sight. */
function reveal(frame: HTMLElement): void {
  const state = frame.querySelector('[data-current]:not(:has([data-current]))');
  if (state === null) return;
  const [inner, outer] = [state.getBoundingClientRect(), frame.getBoundingClientRect()];
  const isInside =
    inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom;
  if (isInside) return;
  frame.scrollBy(
    (inner.left + inner.right - outer.left - outer.right) / 2,
    (inner.top + inner.bottom - outer.top - outer.bottom) / 2,
  );
}
