import assert from 'node:assert/strict';

import {
  array,
  asyncModelRun,
  commands,
  constant,
  constantFrom,
  nat,
  oneof,
  record,
  type Arbitrary,
  type AsyncCommand,
} from 'fast-check';

import type { HandoffResult } from '../../run/result.ts';
import { HandoffError } from '../../machines/errors.ts';
import { isFinal } from '../../machines/stateName.ts';
import {
  lookAt,
  openSystem,
  type EscalationModel,
  type EscalationSystem,
  type OpenPattern,
  type ScriptedOutcome,
} from './escalationSystem.ts';

export type { EscalationModel, EscalationSystem, OpenPattern } from './escalationSystem.ts';
/** A command of a model-based test of escalations. */
export type EscalationCommand = AsyncCommand<EscalationModel, EscalationSystem>;

/** Options of `escalationCommands`. */
export interface EscalationCommandsOptions {
  /** The levels of the scripted agents. Default: 1, 2, 3. */
  readonly levels?: readonly number[] | undefined;
  /** Default 20. */
  readonly maxCommands?: number | undefined;
  /** The `replayPath` of a failure, see the documentation of `fc.commands`. */
  readonly replayPath?: string | undefined;
}

/** What the calls of one execution come to, in order. */
export function escalationOutcomes(levels: readonly number[] = defaultLevels): Arbitrary<readonly ScriptedOutcome[]> {
  const spend = constantFrom('nothing', 'half', 'unknown');
  const outcome: Arbitrary<ScriptedOutcome> = oneof(
    record({ kind: constantFrom('can', 'cannot', 'cannot'), requiresTier: constantFrom(...levels), spend }),
    record({ kind: constantFrom('sure', 'unsure', 'malformed', 'timeout', 'error'), spend }),
    constant({ kind: 'crash' }),
  );
  return array(outcome, { maxLength: 8 });
}

/**
 * What people do with a pattern: begin, cancel, resume after a crash, fork and read executions, whose agents answer,
 * fail and end the process at random. A failing `fc.assert` prints the seed and the path that replay it.
 */
export function escalationCommands({
  levels = defaultLevels,
  maxCommands = 20,
  replayPath,
}: EscalationCommandsOptions = {}): Arbitrary<Iterable<EscalationCommand>> {
  const outcomes = escalationOutcomes(levels);
  const which = nat(1_000);
  return commands(
    [
      record({ outcomes, maxTier: constantFrom(...levels) }).map(execute),
      record({ outcomes, maxTier: constantFrom(...levels) }).map(execute),
      record({ outcomes, which }).map(resume),
      record({ outcomes, which, at: which }).map(fork),
      which.map(cancel),
      constant(readAll),
    ],
    { maxCommands, ...(replayPath !== undefined && { replayPath }) },
  );
}

/**
 * Runs commands on a pattern of yours: your own store with the agents that are passed, or your own agents.
 *
 *     fc.asyncProperty(escalationCommands(), (commands) => {
 *       const sharedMemory = myMemory();
 *       return runEscalations(commands, (tiers) => createHandoffPattern({ tiers, sharedMemory }));
 *     })
 *
 * Rejects where an invariant does not hold, a record changes, or a result is not what the record says.
 */
export async function runEscalations(
  toRun: Iterable<EscalationCommand>,
  open: OpenPattern,
  { levels = defaultLevels }: Pick<EscalationCommandsOptions, 'levels'> = {},
): Promise<void> {
  const real = await openSystem(open, levels);
  await asyncModelRun(() => ({ model: { executions: new Map() }, real }), toRun);
}

const defaultLevels = [1, 2, 3] as const;

interface Begun {
  readonly outcomes: readonly ScriptedOutcome[];
}

function execute({ outcomes, maxTier }: Begun & { readonly maxTier: number }): EscalationCommand {
  return {
    check: () => true,
    run: async (model, real) => {
      const executionId = `e${model.executions.size}`;
      const task = `task of ${executionId}`;
      real.script(executionId, outcomes);
      model.executions.set(executionId, { input: { executionId, task, maxTier, timestamp: '' }, records: [] });
      await settle(model, real, executionId, real.pattern.executeWithHandoff(task, { executionId, maxTier }));
    },
    toString: () => `execute(maxTier ${maxTier}: ${kindsOf(outcomes)})`,
  };
}

function resume({ outcomes, which }: Begun & { readonly which: number }): EscalationCommand {
  return {
    check: someExecution,
    run: async (model, real) => {
      const executionId = chosen(model, which);
      real.script(executionId, outcomes);
      await settle(model, real, executionId, real.pattern.resume(executionId));
    },
    toString: () => `resume(${which}: ${kindsOf(outcomes)})`,
  };
}

function fork({ outcomes, which, at }: Begun & { readonly which: number; readonly at: number }): EscalationCommand {
  const error = { name: 'AgentCallError', code: 'HANDOFF_AGENT_CALL', message: 'changed by a fork' };
  return {
    check: ({ executions }) => [...executions.values()].some(({ records }) => forkable(records).length > 0),
    run: async (model, real) => {
      const parents = [...model.executions].filter(([, { records }]) => forkable(records).length > 0);
      const [parentId = '', parent] = parents[which % parents.length] ?? [];
      const seqs = forkable(parent?.records ?? []);
      const executionId = `e${model.executions.size}`;
      real.script(executionId, outcomes);
      if (parent !== undefined) {
        model.executions.set(executionId, { input: { ...parent.input, executionId }, records: [] });
      }
      const options = { executionId, at: seqs[at % seqs.length] ?? 0, event: { error } };
      await settle(model, real, executionId, real.pattern.fork(parentId, options));
      await lookAt(model, real, parentId);
    },
    toString: () => `fork(${which} at ${at}: ${kindsOf(outcomes)})`,
  };
}

function cancel(which: number): EscalationCommand {
  return {
    check: someExecution,
    run: async (model, real) => {
      const executionId = chosen(model, which);
      const wasOver = isOver(model, executionId);
      assert.equal(await real.pattern.cancel(executionId), !wasOver, `cancelling ${executionId}`);
      await lookAt(model, real, executionId);
      assert.ok(isOver(model, executionId), `${executionId} is over once it was cancelled`);
    },
    toString: () => `cancel(${which})`,
  };
}

const readAll: EscalationCommand = {
  check: () => true,
  run: async (model, real) => {
    for (const executionId of model.executions.keys()) await lookAt(model, real, executionId);
    const listed = await real.pattern.sharedMemory.list({ limit: 1_000 });
    const ids = new Set(listed.executions.map(({ executionId }) => executionId));
    for (const executionId of model.executions.keys()) assert.ok(ids.has(executionId), `${executionId} is listed`);
  },
  toString: () => 'readAll()',
};

/** Waits for an execution, and checks that the caller is told what the record says. */
async function settle(
  model: EscalationModel,
  real: EscalationSystem,
  executionId: string,
  work: Promise<HandoffResult>,
): Promise<void> {
  const told = await real.untilCrash(
    work.then(
      ({ status }) => status,
      (error: unknown) => {
        if (!HandoffError.isInstance(error)) throw error;
        return 'failed';
      },
    ),
  );
  await lookAt(model, real, executionId);
  const last = model.executions.get(executionId)?.records.at(-1)?.to;
  if (told === undefined) return;
  assert.equal(last === 'done' ? 'completed' : 'failed', told, `what the caller of ${executionId} is told`);
}

function forkable(records: EscalationRecords): readonly number[] {
  return records.filter(({ event }) => 'actorId' in event).map(({ seq }) => seq);
}

type EscalationRecords = NonNullable<ReturnType<EscalationModel['executions']['get']>>['records'];

function someExecution({ executions }: Readonly<EscalationModel>): boolean {
  return executions.size > 0;
}

function chosen({ executions }: EscalationModel, which: number): string {
  return [...executions.keys()][which % executions.size] ?? '';
}

function isOver({ executions }: EscalationModel, executionId: string): boolean {
  const last = executions.get(executionId)?.records.at(-1)?.to ?? '';
  return isFinal(last);
}

function kindsOf(outcomes: readonly ScriptedOutcome[]): string {
  return outcomes.map(({ kind }) => kind).join(', ');
}
