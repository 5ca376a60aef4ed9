import type { Exploration } from '../paths/explorePaths.ts';
import type { Edge } from '../paths/graph.ts';
import { wayTo } from '../paths/graph.ts';
import { pathAlong, pathOver, type Path } from '../paths/path.ts';

/**
 * The shortest way over each transition, the shortest first. What holds of all of them holds of every path, as far as it
 * depends on what follows from a state, on the transition itself, and on what the states with the same future share.
 */
export function* pathsOverTransitions({ graph, ways }: Exploration): Generator<Path, void> {
  for (const { edges } of graph.nodes) {
    for (const edge of edges) {
      const path = pathOver(graph, edge);
      if (ways.isEndless(edge)) yield { ...path, dead: 'endless' };
      else yield ways.stuck.has(edge.to) ? { ...path, dead: 'stuck' } : path;
    }
  }
}

/** Paths from the start to an end that together take every transition at least once. */
export function* pathsCoveringTransitions({ graph, ways }: Exploration): Generator<Path, void> {
  for (const { edges } of graph.nodes) {
    for (const edge of edges) {
      if (edge.records.length === 0 || isTakenOn(edge)) continue;
      yield pathAlong(graph, [...wayTo(edge.from), edge, ...ways.shortestFrom(edge.to)]);
    }
  }
}

/** The shortest ways to what follows take this edge. */
function isTakenOn(edge: Edge): boolean {
  return edge.to.via === edge && edge.to.call !== undefined;
}
