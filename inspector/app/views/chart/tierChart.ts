import { isFinal, parseTierKey, stateName } from '../../../../src/machines/stateName.ts';
import { edgeKey, type Chart, type ChartEdge, type ChartNode } from './chart.ts';
import type { StateGraph } from './readDefinition.ts';
import { tierLayout } from './tierLayout.ts';

const phases = ['evaluating', 'executing', 'escalating', 'capped'];
/** So many tiers stand side by side in a wide pane. */
const fitting = 3;
const finals = 3;

/** The chart of a machine of ours, or `undefined` where it is another. */
export function tierChart({ nodes, edges }: StateGraph): Chart | undefined {
  const top = nodes.filter(({ parent }) => parent === null);
  const tiers = top.filter(({ type }) => type === 'compound');
  const childrenOf = Map.groupBy(nodes, ({ parent }) => parent);
  const isOurs =
    tiers.length > 0 &&
    tiers.every((tier) => isTier(tier, childrenOf.get(tier.id) ?? [])) &&
    top.length === tiers.length + finals &&
    top.every(({ id, type }) => type === 'compound' || isFinal(id));
  if (!isOurs) return undefined;
  const levels = tiers.flatMap(({ id }) => parseTierKey(id) ?? []);
  const known = new Set(edges.map(edgeKey));
  // The definition does not tell the automatic way out of `escalating`.
  const climbs = levels.slice(1).flatMap((level, index): readonly ChartEdge[] => {
    const from = stateName(levels[index] ?? level, 'escalating');
    const edge = { from, to: stateName(level, 'evaluating'), triggers: [{ event: '', guards: [] }] };
    return known.has(edgeKey(edge)) ? [] : [edge];
  });
  const all = [...edges, ...climbs];
  const layoutAt = (level: number | undefined) => tierLayout(levels, all, level);
  return {
    kind: 'tiers',
    nodes,
    edges: all,
    layout: layoutAt(undefined),
    ...(levels.length > fitting && { layoutAt }),
  };
}

function isTier({ id, tier }: ChartNode, children: readonly ChartNode[]): boolean {
  const labels = children.map(({ label }) => label);
  return (
    tier !== undefined &&
    parseTierKey(id) !== undefined &&
    sameTexts(labels, phases) &&
    children.every(({ type }) => type === 'atomic')
  );
}

function sameTexts(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && others.every((text) => some.includes(text));
}
