import type { Random } from './random.ts';

/** Everything that a simulation can make go wrong. */
export const faultKinds = [
  'slow-agents',
  'failing-agents',
  'malformed-answers',
  'hanging-agents',
  'lying-agents',
  'unreported-usage',
  'crashes',
  'failed-writes',
  'lost-acknowledgements',
  'delayed-writes',
  'failed-reads',
  'live-owners',
  'stalls',
  'suspensions',
  'skewed-clocks',
  'cancels',
  'late-answers',
  'repeated-answers',
  'budgets',
  'run-timeouts',
] as const;

/** A kind of fault that a simulation can make. */
export type FaultKind = (typeof faultKinds)[number];

/** How often each fault happened. */
export type FaultCounts = { readonly [Kind in FaultKind]: number };

/** Which faults there are in a world, and how often they happened. */
export interface Faults {
  readonly counts: FaultCounts;
  /** Whether a fault happens now; counted if so. */
  strikes(kind: FaultKind, probability: number): boolean;
  /** Whether a fault is to happen later. Count it when it does. */
  planned(kind: FaultKind, probability: number): boolean;
  allows(kind: FaultKind): boolean;
  count(kind: FaultKind): void;
  /** From now on nothing goes wrong any more. */
  heal(): void;
}

export function createFaults(random: Random, kinds: readonly FaultKind[]): Faults {
  const counts = noFaults();
  const enabled = new Set(kinds);
  const planned = (kind: FaultKind, probability: number) => enabled.has(kind) && random.chance(probability);
  const count = (kind: FaultKind) => {
    counts[kind] += 1;
  };
  return {
    counts,
    planned,
    strikes: (kind, probability) => {
      const struck = planned(kind, probability);
      if (struck) count(kind);
      return struck;
    },
    allows: (kind) => enabled.has(kind),
    count,
    heal: () => enabled.clear(),
  };
}

export function noFaults(): Record<FaultKind, number> {
  return {
    'slow-agents': 0,
    'failing-agents': 0,
    'malformed-answers': 0,
    'hanging-agents': 0,
    'lying-agents': 0,
    'unreported-usage': 0,
    crashes: 0,
    'failed-writes': 0,
    'lost-acknowledgements': 0,
    'delayed-writes': 0,
    'failed-reads': 0,
    'live-owners': 0,
    stalls: 0,
    suspensions: 0,
    'skewed-clocks': 0,
    cancels: 0,
    'late-answers': 0,
    'repeated-answers': 0,
    budgets: 0,
    'run-timeouts': 0,
  };
}
