import type { PatternParts } from '../../pattern/assemblePattern.ts';
import type { HandoffPattern } from '../../pattern/handoffPattern.ts';
import type { HandoffConfig, LimitName } from '../../machines/types.ts';
import { inMemory } from '../../memory/inMemory.ts';
import { pathsCoveringTransitions, pathsOverTransitions } from './checkedPaths.ts';
import type { Counterexample } from './counterexample.ts';
import { explorePaths, type Coverage, type ExploreOptions, type Exploration } from '../paths/explorePaths.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { invariants } from '../invariants/invariants.ts';
import { hasEnd, type EndedPath, type Path } from '../paths/path.ts';
import { runPath } from '../drive/runPath.ts';
import type { Subject } from './subject.ts';

/** What you expect of your own policy. */
export interface Expectation {
  /** As a sentence: `Refunds never stay at tier 1.` */
  readonly name: string;
  /** What is wrong with a path from the start to an end, in words; it may as well throw. Nothing: it is as expected. */
  check(path: EndedPath): string | undefined | void;
}

/** Options of a check of a policy. */
export interface CheckOptions extends Pick<ExploreOptions, 'alphabet' | 'limits'> {
  /** What must hold beside the invariants. Checked on every path, up to `maxPaths`. */
  readonly invariants?: readonly Expectation[] | undefined;
  /** The `maxTier` under which your own are checked, and real patterns are driven. Default: the highest tier. */
  readonly maxTier?: number | undefined;
  /** How many paths your own are checked on at most, the shortest first. Default 1,000,000. */
  readonly maxPaths?: number | undefined;
  /** Which paths are driven through a real pattern as well. Default: enough to take every transition once. */
  readonly drive?: 'transitions' | 'paths' | 'none' | undefined;
  /** Puts the driven patterns together. Default: as `createHandoffPattern` does. */
  readonly assemble?: ((parts: PatternParts) => HandoffPattern) | undefined;
}

/** What was checked, over every `maxTier`. */
export interface PolicyReport extends Coverage {
  readonly config: HandoffConfig;
  readonly limits: readonly LimitName[];
  /** The names of all that was checked, and whether it holds. */
  readonly invariants: readonly { readonly name: string; readonly sentence: string; readonly holds: boolean }[];
  /** Paths that your own were checked on: all, unless each of your own was broken before. */
  readonly pathsChecked: number;
  /** Paths that were driven through a real pattern. */
  readonly pathsDriven: number;
}

export interface PolicyCheck {
  readonly report: PolicyReport;
  /** The shortest of each invariant that does not hold, the shortest of all first. */
  readonly counterexamples: readonly Counterexample[];
}

/** The name of what is checked by driving paths. */
const liveEqualsPure = {
  name: 'live-equals-pure',
  sentence: 'A real pattern makes the records, the snapshots and the answer of the pure path.',
};

/**
 * Checks the invariants on every transition under every `maxTier`, your own on every path, and drives real patterns.
 * Finds the shortest counterexample of each that does not hold.
 */
export async function checkPolicy(subject: Subject, options: CheckOptions = {}): Promise<PolicyCheck> {
  const { alphabet, limits, maxTier, maxPaths = 1_000_000, invariants: own = [] } = options;
  const { config } = subject;
  const highest = maxTier ?? Math.max(...config.tiers.map(({ level }) => level));
  const below = config.tiers.map(({ level }) => level).filter((level) => level < highest);
  const explored = (level: number) =>
    explorePaths(subject.machine ?? config, {
      maxTier: level,
      maxPaths,
      ...(alphabet !== undefined && { alphabet }),
      ...(limits !== undefined && { limits }),
    });
  const main = explored(highest);
  const explorations = [...below.map(explored), main];
  const found = new Map<string, Counterexample>();

  for (const exploration of explorations) {
    for (const path of pathsOverTransitions(exploration)) find(found, invariants, path);
  }
  const expected = own.map(asInvariant);
  let pathsChecked = 0;
  for (const path of main.everyPath()) {
    // None of the paths that are left is shorter.
    if (expected.every(({ name }) => found.has(name))) break;
    pathsChecked += 1;
    find(found, expected, path);
  }
  const pathsDriven = await driveAll(main, options, found);

  const checked = [...invariants, ...expected, ...(options.drive === 'none' ? [] : [liveEqualsPure])];
  return {
    report: {
      ...coverageOf(explorations, own.length > 0 || options.drive === 'paths' ? main : undefined),
      config,
      limits: main.graph.limits,
      invariants: checked.map(({ name, sentence }) => ({ name, sentence, holds: !found.has(name) })),
      pathsChecked,
      pathsDriven,
    },
    counterexamples: [...found.values()].toSorted((a, b) => a.path.steps.length - b.path.steps.length),
  };
}

/** Keeps the shortest counterexample of each invariant, among paths that come the shortest first. */
function find(found: Map<string, Counterexample>, checks: readonly Invariant<Path>[], path: Path): void {
  for (const invariant of checks) {
    const known = found.get(invariant.name);
    if (known !== undefined && known.path.steps.length <= path.steps.length) continue;
    const problem = invariant.check(path);
    if (problem !== undefined) found.set(invariant.name, { invariant, problem, path });
  }
}

async function driveAll(
  exploration: Exploration,
  { drive = 'transitions', assemble }: CheckOptions,
  found: Map<string, Counterexample>,
): Promise<number> {
  if (drive === 'none') return 0;
  let driven = 0;
  for (const path of drive === 'paths' ? exploration.everyPath() : pathsCoveringTransitions(exploration)) {
    driven += 1;
    const executionId = `driven-${driven}`;
    const run = await runPath(path, {
      sharedMemory: inMemory(),
      executionId,
      ...(assemble !== undefined && { assemble }),
    });
    const known = found.get(liveEqualsPure.name);
    if (run.differences.length === 0 || (known && known.path.steps.length <= path.steps.length)) continue;
    const problem = run.differences.join('\n');
    found.set(liveEqualsPure.name, { invariant: liveEqualsPure, problem, path, live: run.records });
  }
  return driven;
}

function asInvariant({ name, check }: Expectation): Invariant<Path> {
  return {
    name,
    sentence: name,
    check: (path) => {
      try {
        return hasEnd(path) ? (check(path) ?? undefined) : undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  };
}

/** Sums over all `maxTier`; only where single paths were asked for does a cut of them matter. */
function coverageOf(explorations: readonly Exploration[], asked: Exploration | undefined): Coverage {
  const sum = (figure: (exploration: Exploration) => number) =>
    explorations.reduce((total, exploration) => total + figure(exploration), 0);
  return {
    states: sum(({ states }) => states),
    transitions: sum(({ transitions }) => transitions),
    paths: sum(({ paths }) => paths),
    complete: asked?.complete ?? true,
    cut: asked?.cut ?? null,
  };
}
