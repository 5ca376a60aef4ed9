import type { JSX } from 'preact';

import type { Chart, ChartNode } from './chart.ts';
import './outline.css';

interface OutlineProps {
  readonly chart: Chart;
  readonly current: ReadonlySet<string>;
  /** The accessible name. */
  readonly name: string;
}

/** A machine of very many states as a list in a list: what is current is open and marked. */
export function Outline({ chart, current, name }: OutlineProps): JSX.Element {
  const childrenOf = Map.groupBy(chart.nodes, ({ parent }) => parent);
  const isAround = ({ id }: ChartNode) => [...current].some((state) => state === id || state.startsWith(`${id}.`));

  const list = (parent: string | null): JSX.Element => (
    <ul>
      {(childrenOf.get(parent) ?? []).map((node) => {
        const here = current.has(node.id);
        const title = (
          <span class={here ? 'now' : ''} aria-current={here ? 'true' : undefined} data-current={here ? '' : undefined}>
            {node.label}
            {node.type === 'atomic' || node.type === 'compound' ? null : <span class="soft"> · {node.type}</span>}
          </span>
        );
        return (
          <li key={node.id}>
            {childrenOf.has(node.id) ? (
              <details open={isAround(node)}>
                <summary>{title}</summary>
                {list(node.id)}
              </details>
            ) : (
              title
            )}
          </li>
        );
      })}
    </ul>
  );
  return (
    <div class="outline" role="group" aria-label={name}>
      {list(null)}
    </div>
  );
}
