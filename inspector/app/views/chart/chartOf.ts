import type { Chart } from './chart.ts';
import { nestedLayout } from './nestedLayout.ts';
import { readDefinition } from './readDefinition.ts';
import { tierChart } from './tierChart.ts';

/** More than this is told as an outline: no picture of it would be clear. */
const most = { states: 60, edges: 120 } as const;

/** The chart of any XState 5 machine, from its `definition`: tiers as a grid, others in layers, large ones as an outline. */
export function chartOf(definition: unknown): Chart {
  const graph = readDefinition(definition);
  const tiers = tierChart(graph);
  if (tiers !== undefined) return tiers;
  if (graph.nodes.length > most.states || graph.edges.length > most.edges)
    return { kind: 'outline', ...graph, layout: undefined };
  return { kind: 'nested', ...graph, layout: nestedLayout(graph) };
}
