import {
  boundedEscalations,
  cappedIfDeclinedAtCap,
  neverAboveMaxTier,
  oneAnswer,
  withinBudget,
} from './callInvariants.ts';
import { alwaysEnds, cancelSettles } from './endInvariants.ts';
import type { Invariant } from './invariant.ts';
import { recordSaysWhatHappened } from './recordInvariant.ts';
import { replayEqualsLive } from './replayInvariant.ts';

/** What holds of every execution of every escalation machine, whatever its tiers, its policy and its agents. */
export const invariants: readonly Invariant[] = [
  neverAboveMaxTier,
  boundedEscalations,
  oneAnswer,
  cappedIfDeclinedAtCap,
  withinBudget,
  cancelSettles,
  alwaysEnds,
  recordSaysWhatHappened,
  replayEqualsLive,
];
