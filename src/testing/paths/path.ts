import type { TransitionRecord } from '../../machines/executionTypes.ts';
import type { StateName } from '../../machines/stateName.ts';
import type { MachineEvent } from '../../machines/occurrence.ts';
import type { LimitName } from '../../machines/types.ts';
import { wayTo, type Edge, type Graph } from './graph.ts';
import { endOf, type History, type HistoryEnd, type Moment } from '../invariants/history.ts';
import { textOf, type Outcome } from './outcome.ts';
import type { CallInFlight } from './outcomeEvent.ts';

/** One outcome on a path. */
export interface PathStep {
  readonly state: StateName;
  /** The call that was in flight. */
  readonly call: CallInFlight;
  readonly outcome: Outcome;
  readonly event: MachineEvent;
}

/** One way through a machine, from the start. */
export interface Path extends History {
  /** The limits that count. */
  readonly limits: readonly LimitName[];
  readonly steps: readonly PathStep[];
}

/** A path from the start to an end. */
export type EndedPath = Path & { readonly end: HistoryEnd };

export function hasEnd(path: Path): path is EndedPath {
  return path.end !== null;
}

/** A path as lines: each outcome, and the states that it leads to. */
export function pathLines({ steps, records }: Pick<Path, 'steps' | 'records'>): readonly string[] {
  const lines = records.flatMap(({ event, to }) => (event.type === 'escalate' ? [] : [to]));
  return [
    `start → ${lines[0] ?? 'nowhere'}`,
    ...steps.map(({ state, call, outcome }, index) => {
      const led = lines[index + 1] ?? 'nothing happens';
      return `${state} (${call.agentId}): ${textOf(outcome)} → ${led}`;
    }),
  ];
}

/** The shortest way to an edge, and over it: exact, with every snapshot. */
export function pathOver(graph: Graph, edge: Edge): Path {
  const edges = [...wayTo(edge.from), edge];
  const moments: Moment[] = [];
  const [start] = graph.nodes;
  if (start !== undefined) moments.push({ event: null, records: graph.records, snapshot: start.snapshot });
  for (const { event, records, snapshot } of edges) moments.push({ event, records, snapshot });
  const records = moments.flatMap((moment) => moment.records);
  return { ...pathAlong(graph, edges), records, moments };
}

/** A path along edges; its records are numbered as they would be, its snapshots are left out. */
export function pathAlong({ config, input, limits, records: first }: Graph, edges: readonly Edge[]): Path {
  const records: TransitionRecord[] = [...first];
  for (const edge of edges) {
    for (const record of edge.records) {
      records.push(record.seq === records.length ? record : { ...record, seq: records.length });
    }
  }
  const last = edges.at(-1);
  return {
    config,
    input,
    limits,
    records,
    end: last === undefined ? null : endOf(last.to.snapshot),
    steps: edges.flatMap(({ from: { state, call }, outcome, event }) =>
      call === undefined ? [] : [{ state, call, outcome, event }],
    ),
  };
}
