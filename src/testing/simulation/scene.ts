import type { HandoffPattern } from '../../pattern/handoffPattern.ts';
import type { PatternParts } from '../../pattern/assemblePattern.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
import type { SharedMemory } from '../../memory/sharedMemory.ts';
import type { Clock } from '../../time/clock.ts';
import type { Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { Life } from './life.ts';
import type { WorldPlan } from './plan.ts';
import type { Random } from './random.ts';
import type { Trace } from './trace.ts';
import type { Witness } from './witness.ts';

/**
 * Makes an empty store. `now` is the time of the world, milliseconds since the epoch: the store's own time (`now()`, and
 * when leases expire) has to be that one.
 */
export type CreateMemory = (world: { readonly now: () => number }) => SharedMemory | Promise<SharedMemory>;

/** What is simulated. */
export interface SimulatedSystem {
  /** Makes the store that all processes of a world share. */
  readonly createMemory: CreateMemory;
  /** Puts the pattern of a process together. */
  readonly assemble: (parts: PatternParts) => HandoffPattern;
}

/** What everything in one world shares. */
export interface Scene {
  readonly random: Random;
  readonly faults: Faults;
  /** The world's own time, which goes on whichever process crashes. */
  readonly clock: Clock;
  readonly plan: WorldPlan;
  readonly trace: Trace;
  readonly witness: Witness;
  /** Every process that there was, by its id. */
  readonly lives: Map<string, Life>;
  readonly system: SimulatedSystem;
  /** Told of all records that take effect in the memory. */
  readonly stored: (ledger: Ledger, records: readonly TransitionRecord[]) => void;
}

/** Settles after so many milliseconds of a clock. */
export function sleep(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(resolve, milliseconds);
  });
}
