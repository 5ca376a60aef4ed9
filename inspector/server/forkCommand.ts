import { randomUUID } from 'node:crypto';

import { recordedOutcomes } from '../../src/continue/recordedOutcomes.ts';
import { unknownExecution } from '../../src/run/errors.ts';
import { ConfigurationError } from '../../src/machines/errors.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import type { Command } from '../protocol.ts';
import type { SourceControl } from '../sources/executionSource.ts';
import type { Ledger } from '../sources/ledger.ts';
import type { Beginnings } from '../stepping/beginnings.ts';
import type { ForkPlans } from '../stepping/forkPlans.ts';

export interface ForkTools {
  readonly plans: ForkPlans;
  readonly beginnings: Beginnings;
  /** Where the forks of executions go whose own source cannot run any; made when it is first needed. */
  readonly forksOf: (parent: readonly TransitionRecord[]) => Ledger;
}

type ForkCommand = Extract<Command, { readonly type: 'fork' }>;

/** Begins a fork, and says where it is as soon as it is stored. The parent is only read. */
export async function beginFork(
  ledger: Ledger,
  { executionId: parent, at, event, continuation }: ForkCommand,
  { plans, beginnings, forksOf }: ForkTools,
): Promise<{ readonly executionId: string; readonly sourceId: string }> {
  const records = await ledger.readAll(parent);
  if (records.length === 0) unknownExecution(parent);
  const own = ledger.source.control;
  if (continuation === 'live' && !(own?.fork !== undefined && own.mayCall)) throw noAgents(ledger);
  const target = own?.fork === undefined ? forksOf(records) : ledger;
  const executionId = randomUUID();
  if (continuation !== 'live')
    plans.add(executionId, target.sourceId, { continuation, outcomes: recordedOutcomes(records, at) });
  try {
    await beginnings.begin(executionId, () => forkIn(target.source.control, parent)({ at, event, executionId }));
  } catch (error) {
    plans.forget(executionId);
    throw error;
  }
  return { executionId, sourceId: target.sourceId };
}

function forkIn(control: SourceControl | undefined, parent: string) {
  return async (options: { readonly at: number; readonly event: ForkCommand['event']; readonly executionId: string }) =>
    control?.fork?.(parent, { ...options, returnOnWait: true });
}

function noAgents({ source: { name } }: Ledger): ConfigurationError {
  const message = `The agents of '${name}' are not here, so a fork cannot go on live. Let it go on with recorded or mocked answers, or open the inspector with --config.`;
  return new ConfigurationError('continuation', message);
}
