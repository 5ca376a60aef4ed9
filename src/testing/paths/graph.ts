import type { AnyStateMachine } from 'xstate';

import { initialSteps, nextSteps, type FoldStep, type HandoffSnapshot } from '../../machines/fold.ts';
import type { MachineEvent } from '../../machines/occurrence.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
import type { StateName } from '../../machines/stateName.ts';
import type { HandoffConfig, HandoffInput, LimitName } from '../../machines/types.ts';
import { policyAt } from '../../machines/policy.ts';
import { outcomesAt, type Alphabet, type Outcome } from './outcome.ts';
import { callInFlight, eventOf, type CallInFlight } from './outcomeEvent.ts';
import { stateKey } from './stateKey.ts';

/** A state of an execution: all paths that lead to states with the same future lead to this one. */
export interface Node {
  /** 0 for the start; the order in which they were found, which is the order of the shortest ways to them. */
  readonly index: number;
  /** How many outcomes the shortest way has. */
  readonly depth: number;
  readonly state: StateName;
  /** As the shortest way led to it. */
  readonly snapshot: HandoffSnapshot;
  /** `undefined` in a final state. */
  readonly call: CallInFlight | undefined;
  /** The last edge of the shortest way; `undefined` for the start. */
  readonly via: Edge | undefined;
  readonly edges: readonly Edge[];
}

/** What one outcome leads to. */
export interface Edge {
  readonly from: Node;
  readonly outcome: Outcome;
  readonly event: MachineEvent;
  /** As the shortest way to `from` numbers them; none where the machine ignores the event. */
  readonly records: readonly TransitionRecord[];
  /** The snapshot that it leads to after the shortest way to `from`. */
  readonly snapshot: HandoffSnapshot;
  readonly to: Node;
}

export interface Graph {
  readonly config: HandoffConfig;
  readonly input: HandoffInput;
  readonly limits: readonly LimitName[];
  /** The records of the start. */
  readonly records: readonly TransitionRecord[];
  readonly nodes: readonly Node[];
  /** How many outcomes an execution can have at most: what is longer may go on for ever, and is not followed. */
  readonly longest: number;
}

export interface GraphOptions {
  readonly machine: AnyStateMachine;
  /** What the machine is said to be made of. */
  readonly config: HandoffConfig;
  readonly input: HandoffInput;
  readonly limits: readonly LimitName[];
  readonly alphabet: Alphabet;
  /** False: every path has states of its own. */
  readonly merge: boolean;
}

/** Follows every outcome from every state, breadth first; a state that was seen is not followed again. */
export function exploreGraph({ machine, config, input, limits, alphabet, merge }: GraphOptions): Graph {
  const nodes: Node[] = [];
  const byKey = new Map<string, Node>();
  // Every call of every tier with all its retries, and a person who is asked.
  const retries = config.tiers.map(({ level }) => policyAt(config.policy, level).maxRetries);
  const longest = config.tiers.length * 2 * (Math.max(...retries) + 1) + 1;
  const toFollow: { readonly node: Node; readonly edges: Edge[] }[] = [];

  function nodeFor(snapshot: HandoffSnapshot, state: StateName, via: Edge | undefined): Node {
    const key = merge ? stateKey(config, limits, snapshot) : String(nodes.length);
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const call =
      snapshot.status === 'active' ? callInFlight(config, state, snapshot.context.waiting !== null) : undefined;
    const edges: Edge[] = [];
    const depth = via === undefined ? 0 : via.from.depth + 1;
    const node: Node = { index: nodes.length, depth, state, snapshot, call, via, edges };
    nodes.push(node);
    byKey.set(key, node);
    toFollow.push({ node, edges });
    return node;
  }

  const start = initialSteps(machine, input);
  const entered = lastOf(start);
  nodeFor(entered.snapshot, entered.record.to, undefined);
  for (const { node, edges } of toFollow) {
    const { call } = node;
    if (call === undefined || node.depth > longest) continue;
    for (const outcome of outcomesAt(config, limits, alphabet, call)) {
      const event = eventOf(outcome, call);
      const steps = nextSteps(machine, node.snapshot, event);
      const snapshot = steps.at(-1)?.snapshot ?? node.snapshot;
      const records = steps.map(({ record }) => record);
      const edge = { from: node, outcome, event, records, snapshot };
      const draft = { ...edge, to: node };
      if (steps.length > 0) draft.to = nodeFor(snapshot, lastOf(steps).record.to, draft);
      edges.push(draft);
    }
  }
  return { config, input, limits, records: start.map(({ record }) => record), nodes, longest };
}

/** The edges from the start to a node, the shortest way. */
export function wayTo(node: Node): readonly Edge[] {
  const way: Edge[] = [];
  for (let edge = node.via; edge !== undefined; edge = edge.from.via) way.push(edge);
  return way.toReversed();
}

function lastOf(steps: readonly FoldStep[]): FoldStep {
  const last = steps.at(-1);
  if (last === undefined)
    throw new TypeError('The machine emits no record when it starts: it is not an escalation machine.');
  return last;
}
