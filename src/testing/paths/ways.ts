import type { Edge, Graph, Node } from './graph.ts';

/** For each state of a graph: the sequences of outcomes that can still follow. */
export interface Ways {
  /** How many paths lead from the start to an end: exact up to 2^53, infinite where a path may come back to a state. */
  readonly count: number;
  /** No end can be reached from these. */
  readonly stuck: ReadonlySet<Node>;
  /** Whether an execution may go on for ever over this edge: it leads back, or further than an execution can go. */
  isEndless(edge: Edge): boolean;
  /** The paths to an end that never come back to a state: the shortest first, each a list of edges. */
  paths(): Generator<readonly Edge[], void>;
  /** From a state to an end, the shortest way that nobody interrupts, if there is one. */
  shortestFrom(node: Node): readonly Edge[];
}

interface Ahead {
  readonly count: number;
  /** How many more edges a path to an end may have. */
  readonly lengths: ReadonlySet<number>;
}

export function waysThrough(graph: Graph): Ways {
  const [start] = graph.nodes;
  const known = new Map<Node, Ahead>();
  const open = new Set<Node>();
  const backwards = new Set<Edge>();

  function look(node: Node): Ahead {
    const found = known.get(node);
    if (found !== undefined) return found;
    open.add(node);
    let count = node.call === undefined ? 1 : 0;
    const lengths = new Set<number>(node.call === undefined ? [0] : []);
    for (const edge of node.edges) {
      if (edge.records.length === 0) continue;
      if (open.has(edge.to)) {
        backwards.add(edge);
        continue;
      }
      const ahead = look(edge.to);
      count += ahead.count;
      for (const length of ahead.lengths) lengths.add(length + 1);
    }
    open.delete(node);
    const ahead = { count, lengths };
    known.set(node, ahead);
    return ahead;
  }

  function* along(node: Node, left: number, taken: Edge[]): Generator<readonly Edge[], void> {
    if (left === 0) yield [...taken];
    for (const edge of onward(node)) {
      if (known.get(edge.to)?.lengths.has(left - 1) !== true) continue;
      taken.push(edge);
      yield* along(edge.to, left - 1, taken);
      taken.pop();
    }
  }

  function onward(node: Node): readonly Edge[] {
    return node.edges.filter((edge) => edge.records.length > 0 && !backwards.has(edge));
  }

  function isTooFar({ depth, call }: Node): boolean {
    return depth > graph.longest && call !== undefined;
  }

  if (start !== undefined) look(start);
  const count = start === undefined ? 0 : (known.get(start)?.count ?? 0);
  return {
    count: graph.nodes.some(isTooFar) || backwards.size > 0 ? Number.POSITIVE_INFINITY : count,
    stuck: new Set(graph.nodes.filter((node) => known.get(node)?.lengths.size === 0)),
    isEndless: (edge) => backwards.has(edge) || isTooFar(edge.to),
    *paths() {
      if (start === undefined) return;
      const lengths = [...(known.get(start)?.lengths ?? [])].toSorted((a, b) => a - b);
      for (const length of lengths) yield* along(start, length, []);
    },
    shortestFrom(node) {
      const way: Edge[] = [];
      for (let at = node; at.call !== undefined;) {
        const calm = onward(at).filter(({ outcome: { kind } }) => kind !== 'cancel' && kind !== 'expire');
        const next = nearest(calm) ?? nearest(onward(at));
        if (next === undefined) return [];
        way.push(next);
        at = next.to;
      }
      return way;
    },
  };

  function nearest(edges: readonly Edge[]): Edge | undefined {
    const distance = ({ to }: Edge) => Math.min(...(known.get(to)?.lengths ?? []));
    return edges.toSorted((a, b) => distance(a) - distance(b)).find((edge) => Number.isFinite(distance(edge)));
  }
}
