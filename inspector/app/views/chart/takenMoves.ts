import type { Chart, ChartEdge, ChartNode } from './chart.ts';

export interface Move {
  /** `null`: the entry. */
  readonly from: string | null;
  readonly to: string;
}

/** Tells which edges an event took, from the innermost states before and after it. */
export type MoveFinder = (before: readonly string[], after: readonly string[], event: string) => readonly Move[];

/** An edge that an event may have taken, and the innermost states that it explains. */
interface Candidate {
  readonly edge: ChartEdge;
  readonly reached: readonly string[];
  /** 2: all that is entered by it is there; 1: a history, which may have led there; 0: some of it is there. */
  readonly fit: 0 | 1 | 2;
}

/**
 * As a machine does it: every innermost state looks for a transition in itself, then in those around it. Whether a guard
 * let it pass is told by where it led.
 */
export function moveFinder({ nodes, edges }: Pick<Chart, 'nodes' | 'edges'>): MoveFinder {
  const nodeOf = new Map(nodes.map((node) => [node.id, node]));
  const childrenOf = Map.groupBy(nodes, ({ parent }) => parent);
  const edgesOf = Map.groupBy(edges, ({ from }) => from);

  /** Where a transition to a state leads when nothing else is said. */
  const entered = (id: string): readonly string[] => {
    const children = childrenOf.get(id) ?? [];
    const next = nodeOf.get(id)?.type === 'parallel' ? children : children.filter(({ initial }) => initial);
    return next.length === 0 ? [id] : next.filter(isState).flatMap((child) => entered(child.id));
  };

  const candidate = (edge: ChartEdge, after: readonly string[]): readonly Candidate[] => {
    const target = nodeOf.get(edge.to);
    const isHistory = target?.type === 'history';
    const within = isHistory ? (target.parent ?? '') : edge.to;
    const reached = after.filter((id) => isWithin(id, within));
    if (reached.length === 0) return [];
    const isWhole = !isHistory && entered(edge.to).every((id) => after.includes(id));
    return [{ edge, reached, fit: isWhole ? 2 : isHistory ? 1 : 0 }];
  };

  /** The edges out of one state that together explain the most; several where a transition has several targets. */
  const taken = (from: string, leaf: string, after: readonly string[], event: string, moved: boolean) => {
    const stays = after.includes(leaf);
    const possible = (edgesOf.get(from) ?? [])
      .filter(({ to, triggers }) => {
        const fitting = triggers.filter((trigger) => isTriggeredBy(trigger.event, event, from));
        // Elsewhere something moved, so nothing tells whether a guard let this one pass.
        const isSure = !moved || !stays || fitting.some(({ guards }) => guards.length === 0);
        return fitting.length > 0 && isSure && (from !== to || stays || childrenOf.has(from));
      })
      .flatMap((edge) => candidate(edge, after))
      .toSorted((a, b) => b.fit - a.fit || depth(b.edge.to) - depth(a.edge.to));
    const explained = new Set<string>();
    return possible.filter(({ reached }) => {
      const isNew = reached.some((id) => !explained.has(id));
      for (const id of reached) explained.add(id);
      return isNew;
    });
  };

  return (before, after, event) => {
    const moved = after.some((id) => !before.includes(id));
    const moves = new Map<ChartEdge, Move>();
    const explained = new Set(after.filter((id) => before.includes(id)));
    const unexplained: string[] = [];
    for (const leaf of before) {
      const found = lineageOf(leaf)
        .map((from) => taken(from, leaf, after, event, moved))
        .find((candidates) => candidates.length > 0);
      for (const { edge, reached } of found ?? []) {
        // The root has no box to start from: what was left does.
        const left = before.filter((id) => !after.includes(id));
        moves.set(edge, { from: edge.from === '' ? nearest(left, edge.to) : edge.from, to: edge.to });
        for (const id of reached) explained.add(id);
      }
      if (found === undefined && !after.includes(leaf)) unexplained.push(leaf);
    }
    const rest = after.filter((id) => !explained.has(id));
    const others = rest.map((to, index) => likely(edges, unexplained[index] ?? unexplained[0] ?? null, to));
    return [...moves.values(), ...others];
  };
}

/** A way for which the event has no transition: one that the machine has all the same, or else straight. */
function likely(edges: readonly ChartEdge[], left: string | null, entered: string): Move {
  const edge = edges.find(
    ({ from, to }) => from !== '' && left !== null && isWithin(left, from) && isWithin(entered, to),
  );
  return edge ?? { from: left, to: entered };
}

/** The state that is nearest to another one: the most of the states around them are the same. */
function nearest(ids: readonly string[], to: string): string | null {
  const shared = (id: string) => lineageOf(id).filter((around) => isWithin(to, around)).length;
  return ids.toSorted((a, b) => shared(b) - shared(a))[0] ?? null;
}

/** Calls without an id are told by their place, on which the definition and the event do not agree. */
function isTriggeredBy(wanted: string, event: string, from: string): boolean {
  if (wanted === event || wanted === '*') return true;
  if (wanted.endsWith('.*')) return event.startsWith(wanted.slice(0, -1));
  const [, kind, place] = /^(xstate\.(?:done|error)\.actor\.)\d+\.(.+)$/.exec(event) ?? [];
  return kind !== undefined && place !== undefined && wanted.startsWith(kind) && place.endsWith(`.${from}`);
}

function isState({ type }: ChartNode): boolean {
  return type !== 'history';
}

/** A state and those around it, innermost first, the root last. */
function lineageOf(id: string): readonly string[] {
  const keys = id.split('.');
  return [...keys.map((_, index) => keys.slice(0, keys.length - index).join('.')), ''];
}

function isWithin(id: string, around: string): boolean {
  return around === '' || id === around || id.startsWith(`${around}.`);
}

function depth(id: string): number {
  return id.split('.').length;
}
