import { processName } from '../platform/node.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import type { HandoffInput } from '../machines/types.ts';
import { createAudiences, type Followed, type Observation } from '../run/audiences.ts';
import { createBeginnings } from './beginnings.ts';
import type { Continuations, ResumeOptions } from './continuation.ts';
import { createContinuations } from './continuations.ts';
import { endElsewhere } from '../run/ends.ts';
import { SuspendedError } from '../run/errors.ts';
import { createExecutions, type Executions, type ExecutionsOptions, type Ladder } from '../run/executions.ts';
import { createLeases } from '../run/leases.ts';
import { pendingPage, pendingQuestion } from './pending.ts';
import { resumeEverything } from './resumeAll.ts';
import type { RunEnd } from '../run/runOptions.ts';
import { createSettle } from './settling.ts';
import { createSuspender } from './suspending.ts';
import { createTurns } from './turns.ts';
import { createWaits } from '../run/waits.ts';

type GivenByCaller =
  | 'memory'
  | 'humanAtCap'
  | 'observers'
  | 'health'
  | 'clock'
  | 'callTimeoutMs'
  | 'maxTextLength'
  | 'inspect'
  | 'preparation';

export interface OperationsOptions extends Pick<ExecutionsOptions, GivenByCaller> {
  /** How this process is shown to people. Default: its host and its number there. */
  readonly owner?: string | undefined;
  /** Milliseconds that a lease lasts without being renewed. Default 30,000. */
  readonly leaseMs?: number | undefined;
  /** The pattern's tiers at the moment. */
  readonly ladder: () => Ladder;
  /** Those that it had before tiers were added. */
  readonly earlier: () => readonly Ladder[];
}

/** Everything that a pattern does with executions. */
export interface Operations extends Required<Continuations>, Pick<Executions, 'recordsOf'> {
  /** Begins an execution, or joins the one that was begun with the same input under its id. */
  begin(input: HandoffInput, observation: Observation): Promise<Followed>;
  isRunning(executionId: string): boolean;
}

/** Puts together what runs executions, what awaits them, and what holds them for this process. */
export function createOperations(options: OperationsOptions): Operations {
  const {
    memory,
    clock,
    maxTextLength,
    preparation,
    ladder,
    earlier,
    owner = processName(),
    leaseMs = 30_000,
  } = options;
  const audiences = createAudiences((executionId, reason) => {
    // Where it cannot be cancelled, the caller who awaits it is told what it came to.
    continuations.cancel(executionId, reason).catch((error: unknown) => {
      if (executions.running(executionId) === undefined) audiences.settle(executionId, { type: 'failed', error });
    });
  });
  const waits = createWaits<ResumeOptions>(clock, (executionId, resumeOptions) => {
    inTurn(executionId, async (running) => {
      if (running === undefined) await continuations.takeUp(executionId, resumeOptions);
    }).catch((error: unknown) => ended(executionId, { type: 'failed', error }));
  });
  const settle = createSettle(audiences, waits);
  const executions = createExecutions({
    ...options,
    audiences,
    leases: createLeases({ memory, clock, owner, leaseMs }),
    explain: (executionId, error) => endElsewhere(memory, executionId, error),
    ended,
  });
  const inTurn = createTurns(executions);
  const continuations = createContinuations({
    executions,
    audiences,
    waits,
    settle,
    inTurn,
    clock,
    maxTextLength,
    ladder,
    earlier,
  });
  const prepare = (record: TransitionRecord) => preparation(undefined)(record);
  const beginnings = createBeginnings({ executions, audiences, continuations, inTurn, ladder, prepare });
  const suspender = createSuspender({ executions, audiences, waits, clock });

  function ended(executionId: string, end: RunEnd): void {
    suspender.ended(executionId, end);
    if (end.type === 'refused') {
      // It never began here: a caller who waits there waits on.
      const audience = audiences.take(executionId);
      if (audience !== undefined) void beginnings.join(end.input, end.error, audience);
      return;
    }
    const told: RunEnd = end.type === 'suspended' ? { type: 'failed', error: new SuspendedError(executionId) } : end;
    settle(executionId, told, {});
  }

  return {
    begin: beginnings.begin,
    isRunning: (executionId) => executions.running(executionId) !== undefined,
    recordsOf: executions.recordsOf,
    resume: (executionId, resumeOptions = {}) => continuations.resume(executionId, resumeOptions),
    resumeAll: (resumeOptions = {}) =>
      resumeEverything({ memory, continuations, audiences, waits, clock }, resumeOptions),
    fork: continuations.fork,
    respond: (executionId, response, resumeOptions = {}) => continuations.respond(executionId, response, resumeOptions),
    cancel: continuations.cancel,
    pending: (query = {}) => pendingPage({ memory, clock }, query),
    getPending: (executionId) => pendingQuestion({ memory, clock }, executionId),
    suspend: (suspendOptions = {}) => suspender.suspend(suspendOptions),
  };
}
