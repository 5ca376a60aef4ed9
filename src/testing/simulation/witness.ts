import type { Clock } from '../../time/clock.ts';
import { createCallWitness, type CallWitness } from './callWitness.ts';
import type { Finding } from './errors.ts';
import { createLeaseWitness, type LeaseWitness } from './leaseWitness.ts';
import { emptyLedger, type Ledger } from './ledger.ts';
import type { Life } from './life.ts';
import { createListWitness, type ListWitness } from './listWitness.ts';
import type { WorldPlan } from './plan.ts';
import { createRecordWitness, type RecordWitness } from './recordWitness.ts';
import type { Report } from './simulationInvariants.ts';
import { createSuspensionWitness, type SuspensionWitness } from './suspensionWitness.ts';
import { createToldWitness, type ToldWitness } from './toldWitness.ts';

/** Sees all that happens in a world, and checks that what must hold does. */
export interface Witness extends RecordWitness, LeaseWitness, ListWitness, CallWitness, SuspensionWitness, ToldWitness {
  readonly ledgers: readonly Ledger[];
  readonly report: Report;
  ledgerOf(executionId: string): Ledger | undefined;
}

export interface WitnessOptions {
  readonly plan: WorldPlan;
  readonly clock: Clock;
  /** Every process that there was, by its id. */
  readonly lives: ReadonlyMap<string, Life>;
  readonly found: (finding: Finding) => void;
}

export function createWitness({ plan, clock, lives, found }: WitnessOptions): Witness {
  const { ladder, executions } = plan;
  const { config, callTimeoutMs } = ladder;
  const ledgers = new Map(executions.map((one) => [one.executionId, emptyLedger(one)]));
  const all = [...ledgers.values()];
  const report: Report = (invariant, { plan: { executionId }, records }, problem) =>
    found({ invariant, problem, executionId, records: [...records] });
  return {
    ledgers: all,
    report,
    ledgerOf: (executionId) => ledgers.get(executionId),
    ...createRecordWitness({ config, lives, report }),
    ...createLeaseWitness({ now: clock.now, afterwards: (check) => void clock.schedule(check, 0), report }),
    ...createListWitness({ ledgers: all, now: clock.now, report }),
    ...createCallWitness({ config, callTimeoutMs, lives, report }),
    ...createSuspensionWitness({ ledgers: all, now: clock.now, report }),
    ...createToldWitness({ lives, report }),
  };
}
