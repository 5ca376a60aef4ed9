import type { JSX } from 'preact';

import { phaseOf } from '../../../../src/machines/stateName.ts';
import type { Box, ChartNode } from './chart.ts';
import { fitted } from './text.ts';

interface StateBoxProps {
  readonly node: ChartNode;
  readonly box: Box;
  readonly isParent: boolean;
  readonly look: 'now' | 'been' | 'idle';
}

export function StateBox({ node, box, isParent, look }: StateBoxProps): JSX.Element {
  const { x, y, width, height } = box;
  const isRegion = isParent && node.type === 'parallel';
  return (
    <g class={`state ${node.type} ${look}${isParent ? ' parent' : ''}`} data-current={look === 'now' ? '' : undefined}>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx={isParent ? 13 : 9}
        class={isRegion ? 'parallel' : undefined}
      />
      {node.type === 'final' ? (
        <rect class="inner" x={x + 3} y={y + 3} width={width - 6} height={height - 6} rx={6} />
      ) : null}
      {node.initial && node.tier === undefined && phaseOf(node.id) !== 'evaluating' ? (
        <g class="initial">
          <circle cx={x - 13} cy={y + 15} r={3.5} />
          <path d={`M${x - 10} ${y + 15}H${x - 2}`} />
        </g>
      ) : null}
      {look === 'now' && !isParent ? <path class="here" d={`M${x + 6} ${y + height / 2 - 5}l6 5l-6 5Z`} /> : null}
      {isParent ? (
        <Heading node={node} box={box} />
      ) : (
        <text x={x + width / 2 + (look === 'now' ? 5 : 0)} y={y + height / 2 + 4} text-anchor="middle">
          {fitted(node.label, width - 8)}
        </text>
      )}
    </g>
  );
}

function Heading({
  node: { label, tier, type },
  box: { x, y, width },
}: Pick<StateBoxProps, 'node' | 'box'>): JSX.Element {
  if (tier === undefined) {
    return (
      <text class="heading" x={x + 12} y={y + 19}>
        {label}
        {type === 'parallel' ? <tspan class="soft"> · in parallel</tspan> : null}
      </text>
    );
  }
  const { level, name, agentId } = tier;
  return (
    <>
      <text class="heading" x={x + 14} y={y + 24}>
        Tier {level}
      </text>
      <text class="soft" x={x + 34 + String(level).length * 8 + 30} y={y + 24}>
        {fitted(name === agentId ? name : `${name} · ${agentId}`, width - 80)}
        <title>{agentId}</title>
      </text>
    </>
  );
}
