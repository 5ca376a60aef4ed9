import { isLevel, isObject } from '../../../../src/machines/checks.ts';
import { edgeKey, type ChartEdge, type ChartNode, type NodeType, type Trigger } from './chart.ts';

export interface StateGraph {
  readonly nodes: readonly ChartNode[];
  readonly edges: readonly ChartEdge[];
}

/** More than this are not read: no person could look at them. */
const maxNodes = 2_000;
const maxDepth = 24;

/** The states and transitions of a machine's definition. It came over a wire: what is not well formed is left out. */
export function readDefinition(definition: unknown): StateGraph {
  const nodes: ChartNode[] = [];
  const sources: { readonly id: string; readonly state: Record<string, unknown> }[] = [];
  const pathOf = new Map<string, string>();

  const visit = (state: Record<string, unknown>, id: string, depth: number) => {
    sources.push({ id, state });
    if (typeof state['id'] === 'string') pathOf.set(`#${state['id']}`, id);
    if (!isObject(state['states']) || depth > maxDepth) return;
    const initial = initialOf(state);
    for (const [key, child] of Object.entries(state['states'])) {
      if (!isObject(child) || nodes.length >= maxNodes) continue;
      const path = id === '' ? key : `${id}.${key}`;
      const at = { id: path, label: key, parent: id === '' ? null : id, depth };
      const isInitial = state['type'] !== 'parallel' && isTarget(initial, key, child);
      nodes.push({ ...at, type: typeOf(child), initial: isInitial, ...tierOf(child) });
      visit(child, path, depth + 1);
    }
  };
  if (isObject(definition)) visit(definition, '', 0);
  return { nodes, edges: edgesOf(sources, pathOf) };
}

function edgesOf(
  sources: readonly { readonly id: string; readonly state: Record<string, unknown> }[],
  pathOf: ReadonlyMap<string, string>,
): readonly ChartEdge[] {
  const edges = new Map<string, { readonly from: string; readonly to: string; readonly triggers: Trigger[] }>();
  for (const { id: from, state } of sources) {
    for (const transition of listOf(state['transitions'])) {
      if (!isObject(transition)) continue;
      const trigger = { event: eventOf(transition, state), guards: guardsOf(transition['guard']) };
      for (const to of targetsOf(transition, from, pathOf)) {
        const key = edgeKey({ from, to });
        const edge = edges.get(key) ?? { from, to, triggers: [] };
        edge.triggers.push(trigger);
        edges.set(key, edge);
      }
    }
  }
  return [...edges.values()];
}

/** A transition without a target stays where it is. */
function targetsOf(
  transition: Record<string, unknown>,
  from: string,
  pathOf: ReadonlyMap<string, string>,
): readonly string[] {
  if (transition['target'] === undefined) return from === '' ? [] : [from];
  return listOf(transition['target']).flatMap((target) => {
    const path = pathOf.get(targetId(target));
    return path === undefined || path === '' ? [] : [path];
  });
}

/** In JSON a target is `#` and the state's id; before, it is the state. */
function targetId(target: unknown): string {
  return isObject(target) ? `#${String(target['id'])}` : String(target);
}

function initialOf({ initial }: Record<string, unknown>): readonly unknown[] {
  return isObject(initial) ? listOf(initial['target']) : [initial];
}

function isTarget(targets: readonly unknown[], key: string, { id }: Record<string, unknown>): boolean {
  return targets.some((target) => target === key || (typeof id === 'string' && targetId(target) === `#${id}`));
}

function typeOf({ type, states }: Record<string, unknown>): NodeType {
  if (type === 'parallel' || type === 'final' || type === 'history') return type;
  return isObject(states) && Object.keys(states).length > 0 ? 'compound' : 'atomic';
}

function tierOf({ meta }: Record<string, unknown>): Pick<ChartNode, 'tier'> {
  if (!isObject(meta)) return {};
  const { level, agentId, name } = meta;
  if (!isLevel(level) || typeof agentId !== 'string') return {};
  return { tier: { level, agentId, name: typeof name === 'string' ? name : agentId } };
}

/** The event's type. Calls without an id have one made of their place, so they go by the name of what is called. */
function eventOf({ eventType }: Record<string, unknown>, { invoke }: Record<string, unknown>): string {
  if (typeof eventType !== 'string') return '';
  const call = listOf(invoke).find((item) => isObject(item) && eventType.endsWith(`.actor.${String(item['id'])}`));
  if (!isObject(call) || typeof call['src'] !== 'string' || !/^\d+\./.test(String(call['id']))) return eventType;
  return eventType.slice(0, -String(call['id']).length) + call['src'];
}

function guardsOf(guard: unknown): readonly string[] {
  if (typeof guard === 'string') return [guardName(guard)];
  return isObject(guard) && typeof guard['type'] === 'string' ? [guard['type']] : [];
}

/** A guard that is a function has the name that its place gives it. */
function guardName(guard: string): string {
  const [, name] = /^\[function (.*)\]$/.exec(guard) ?? [];
  return name === undefined ? guard : name || 'guard';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}
