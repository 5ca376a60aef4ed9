import { edgeKey, type Chart, type ChartEdge, type ChartNode } from './chart.ts';
import type { StateGraph } from './readDefinition.ts';
import { tierLayout } from './tierLayout.ts';

const phases = ['evaluating', 'executing', 'escalating', 'capped'];
/** So many tiers stand side by side in a wide pane. */
const fitting = 3;
const finals = ['done', 'failed', 'cancelled'];

/** The chart of a machine of ours, or `undefined` where it is another. */
export function tierChart({ nodes, edges }: StateGraph): Chart | undefined {
  const top = nodes.filter(({ parent }) => parent === null);
  const tiers = top.filter(({ type }) => type === 'compound');
  const childrenOf = Map.groupBy(nodes, ({ parent }) => parent);
  const isOurs =
    tiers.length > 0 &&
    tiers.every((tier) => isTier(tier, childrenOf.get(tier.id) ?? [])) &&
    sameTexts(
      top.flatMap(({ id, type }) => (type === 'compound' ? [] : [id])),
      finals,
    );
  if (!isOurs) return undefined;
  const ids = tiers.map(({ id }) => id);
  const known = new Set(edges.map(edgeKey));
  // The definition does not tell the automatic way out of `escalating`.
  const climbs = ids.slice(1).flatMap((id, index): readonly ChartEdge[] => {
    const edge = { from: `${ids[index]}.escalating`, to: `${id}.evaluating`, triggers: [{ event: '', guards: [] }] };
    return known.has(edgeKey(edge)) ? [] : [edge];
  });
  const all = [...edges, ...climbs];
  const layoutAt = (tierId: string) => tierLayout(ids, all, tierId);
  return { kind: 'tiers', nodes, edges: all, layout: tierLayout(ids, all), ...(ids.length > fitting && { layoutAt }) };
}

function isTier({ tier }: ChartNode, children: readonly ChartNode[]): boolean {
  const labels = children.map(({ label }) => label);
  return tier !== undefined && sameTexts(labels, phases) && children.every(({ type }) => type === 'atomic');
}

function sameTexts(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && others.every((text) => some.includes(text));
}
