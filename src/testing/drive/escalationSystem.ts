import assert from 'node:assert/strict';

import type { HandoffPattern } from '../../pattern/handoffPattern.ts';
import { foldRecords } from '../../machines/fold.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
import type { HandoffInput } from '../../machines/types.ts';
import { stateName } from '../../machines/stateName.ts';
import type { HandoffAgent } from '../../services/agent.ts';
import { endOf } from '../invariants/history.ts';
import { invariants } from '../invariants/invariants.ts';
import { isInterruption, type Outcome } from '../paths/outcome.ts';
import { answerOf, callInFlight } from '../paths/outcomeEvent.ts';

/** Makes the pattern under test, over one store; called again where a process is taken to have ended. */
export type OpenPattern = (agents: {
  readonly [level: number]: HandoffAgent;
}) => HandoffPattern | Promise<HandoffPattern>;

/** What an agent does when it is called: how the call ends, or the process ends in the middle of it. */
export type ScriptedOutcome = Outcome | { readonly kind: 'crash' };

/** The pattern under test, and what its agents are to do. */
export interface EscalationSystem {
  readonly pattern: HandoffPattern;
  /** Sets what the calls of an execution come to, in order; the calls after them succeed. */
  script(executionId: string, outcomes: readonly ScriptedOutcome[]): void;
  /** Settles like `work`, or with `undefined` where the process ended in the middle of it. */
  untilCrash<T>(work: Promise<T>): Promise<T | undefined>;
}

/** What must be true of the store: the executions that were begun, with their records so far. */
export interface EscalationModel {
  readonly executions: Map<string, { readonly input: HandoffInput; readonly records: readonly TransitionRecord[] }>;
}

export async function openSystem(open: OpenPattern, levels: readonly number[]): Promise<EscalationSystem> {
  const scripts = new Map<string, ScriptedOutcome[]>();
  let crashed = Promise.withResolvers<undefined>();
  const agents = Object.fromEntries(levels.map((level) => [level, agentAt(level)]));
  let pattern = await open(agents);

  function agentAt(level: number): HandoffAgent {
    const agentId = `agent-${level}`;
    const does = (phase: 'evaluating' | 'executing', key: string | undefined): unknown => {
      const [, executionId = ''] = /^(.*):\d+$/.exec(key ?? '') ?? [];
      const fine =
        phase === 'evaluating' ? ({ kind: 'can', requiresTier: level } as const) : ({ kind: 'sure' } as const);
      const outcome = scripts.get(executionId)?.shift() ?? { ...fine, spend: 'nothing' };
      const call = callInFlight(pattern.config, stateName(level, phase), false);
      if (outcome.kind === 'crash' || isInterruption(outcome) || call === undefined) {
        crashed.resolve(undefined);
        return new Promise(() => undefined);
      }
      const answer = answerOf(outcome, call);
      if ('throws' in answer) throw answer.throws;
      return answer.returns;
    };
    const plain = async (answer: unknown) => JSON.parse(JSON.stringify(await answer));
    return {
      agentId,
      evaluateTask: async (_input, { idempotencyKey }) => plain(does('evaluating', idempotencyKey)),
      executeTask: async (_input, { idempotencyKey }) => plain(does('executing', idempotencyKey)),
    };
  }

  return {
    get pattern() {
      return pattern;
    },
    script: (executionId, outcomes) => void scripts.set(executionId, [...outcomes]),
    untilCrash: async (work) => {
      work.catch(() => undefined);
      const first = await Promise.race([work.then((value) => ({ value })), crashed.promise]);
      if (first !== undefined) return first.value;
      crashed = Promise.withResolvers<undefined>();
      pattern = await open(agents);
      return undefined;
    },
  };
}

/** Reads an execution again: what was there is unchanged, and every invariant holds. */
export async function lookAt(
  model: EscalationModel,
  { pattern }: EscalationSystem,
  executionId: string,
): Promise<void> {
  const known = model.executions.get(executionId);
  assert.ok(known, `execution ${executionId} was begun`);
  const { input } = known;
  const records = await pattern.getTransitions(executionId);
  assert.deepEqual(records.slice(0, known.records.length), known.records, `the record of ${executionId} only grows`);
  const snapshot = foldRecords(records).at(-1)?.snapshot;
  const history = { config: pattern.config, input, records, end: endOf(snapshot ?? { output: undefined }) };
  for (const invariant of invariants) {
    assert.equal(invariant.check(history), undefined, `${invariant.name}: ${invariant.sentence} (${executionId})`);
  }
  const decisions = records.flatMap(({ decision }) => decision ?? []);
  assert.deepEqual(await pattern.getHandoffHistory(executionId), decisions, `the history of ${executionId}`);
  model.executions.set(executionId, { input, records });
}
