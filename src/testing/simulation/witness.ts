import { createCallWitness, type CallWitness } from './callWitness.ts';
import type { Finding } from './errors.ts';
import { emptyLedger, type Ledger } from './ledger.ts';
import { createListWitness, type ListWitness } from './listWitness.ts';
import type { WorldPlan } from './plan.ts';
import { createRecordWitness, type RecordWitness } from './recordWitness.ts';
import type { Report } from './simulationInvariants.ts';
import { createToldWitness, type ToldWitness } from './toldWitness.ts';

/** Sees all that happens in a world, and checks that what must hold does. */
export interface Witness extends RecordWitness, ListWitness, CallWitness, ToldWitness {
  readonly ledgers: readonly Ledger[];
  readonly report: Report;
  ledgerOf(executionId: string): Ledger | undefined;
}

export function createWitness({ ladder, executions }: WorldPlan, found: (finding: Finding) => void): Witness {
  const { config, callTimeoutMs } = ladder;
  const ledgers = new Map(executions.map((plan) => [plan.executionId, emptyLedger(plan)]));
  const report: Report = (invariant, { plan: { executionId }, records }, problem) =>
    found({ invariant, problem, executionId, records: [...records] });
  return {
    ledgers: [...ledgers.values()],
    report,
    ledgerOf: (executionId) => ledgers.get(executionId),
    ...createRecordWitness(config, report),
    ...createListWitness([...ledgers.values()], report),
    ...createCallWitness({ config, callTimeoutMs, report }),
    ...createToldWitness(report),
  };
}
