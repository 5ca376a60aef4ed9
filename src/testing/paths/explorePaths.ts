import type { AnyStateMachine } from 'xstate';

import { configOfMachine } from '../../machines/fold.ts';
import { createHandoffMachine } from '../../machines/handoffMachine.ts';
import { ConfigurationError } from '../../machines/errors.ts';
import type { HandoffConfig, HandoffInput, HandoffMachineOptions, LimitName } from '../../machines/types.ts';
import { validConfig } from '../../machines/validConfig.ts';
import { exploreGraph, type Graph } from './graph.ts';
import type { Alphabet } from './outcome.ts';
import { limitsFor, startTime } from './outcomeEvent.ts';
import { pathAlong, type Path } from './path.ts';
import { waysThrough, type Ways } from './ways.ts';

/** Options of `explorePaths`. */
export interface ExploreOptions {
  /** Default: every outcome that makes a difference. */
  readonly alphabet?: Alphabet | undefined;
  /** No tier above this level is called. Default: the highest tier. */
  readonly maxTier?: number | undefined;
  /** Which limits the execution has. What they amount to is chosen so that each can be reached. Default: all three. */
  readonly limits?: readonly LimitName[] | undefined;
  /** How many paths `everyPath()` gives at most. Default: all. The states are explored completely all the same. */
  readonly maxPaths?: number | undefined;
  /** Explore states with the same future once. Default: true; false only to check that it changes nothing. */
  readonly merge?: boolean | undefined;
}

/** What an exploration covers. */
export interface Coverage {
  /** States that differ in what can follow. */
  readonly states: number;
  /** Outcomes of those states, each explored. */
  readonly transitions: number;
  /** Ways from the start to an end: exact up to 2^53, infinite where an execution may go on for ever. */
  readonly paths: number;
  /** True where `everyPath()` gives every path indeed. */
  readonly complete: boolean;
  /** Where it was cut; `null` where it is complete. */
  readonly cut: string | null;
}

/** Everything that can happen to an execution. */
export interface Exploration extends Coverage {
  readonly config: HandoffConfig;
  readonly input: HandoffInput;
  /** @internal */
  readonly graph: Graph;
  /** @internal */
  readonly ways: Ways;
  /** Every path from the start to an end, the shortest first, made as it is asked for. */
  everyPath(): Generator<Path, void>;
}

/**
 * Explores every outcome of every call of a machine, for one `maxTier`: breadth first over the pure machine, and states
 * with the same future once, so that millions of paths cost a few thousand transitions.
 *
 * @throws ConfigurationError where the tiers, the policy or an option is not valid.
 */
export function explorePaths(
  target: AnyStateMachine | HandoffMachineOptions,
  {
    alphabet = {},
    limits = allLimits,
    maxPaths = Number.POSITIVE_INFINITY,
    merge = true,
    maxTier,
  }: ExploreOptions = {},
): Exploration {
  if (!(maxPaths >= 1)) throw new ConfigurationError('maxPaths', `maxPaths is ${maxPaths}. Use a number from 1 on.`);
  const input: HandoffInput = {
    executionId: 'explored',
    task: 'explored',
    timestamp: startTime,
    limits: limitsFor(limits),
    ...(maxTier !== undefined && { maxTier }),
  };
  const { machine, config } =
    'tiers' in target ? madeOf(validConfig(target)) : { machine: target, config: configOfMachine(target) };
  const graph = exploreGraph({ machine, config, input, limits, alphabet, merge });
  const ways = waysThrough(graph);
  const cut = cutOf(ways.count, maxPaths);
  return {
    config,
    input,
    graph,
    ways,
    states: graph.nodes.length,
    transitions: graph.nodes.reduce((sum, { edges }) => sum + edges.length, 0),
    paths: ways.count,
    complete: cut === null,
    cut,
    *everyPath() {
      for (const edges of ways.paths().take(maxPaths)) yield pathAlong(graph, edges);
    },
  };
}

const allLimits: readonly LimitName[] = ['timeMs', 'tokens', 'costUsd'];

function madeOf(config: HandoffConfig) {
  return { config, machine: createHandoffMachine(config) };
}

function cutOf(count: number, maxPaths: number): string | null {
  if (count === Number.POSITIVE_INFINITY) return 'paths that may go on for ever were not followed to an end';
  return count > maxPaths
    ? `after the ${maxPaths.toLocaleString('en')} shortest of ${count.toLocaleString('en')} paths`
    : null;
}
