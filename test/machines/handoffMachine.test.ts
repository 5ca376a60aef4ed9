import { createActor, fromPromise, waitFor } from 'xstate';
import { describe, expect, expectTypeOf, test } from 'vitest';

import { createHandoffMachine, type EvaluateLogic, type ExecuteLogic } from '../../src/machines/handoffMachine.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import type {
  EvaluateInput,
  EvaluationOutput,
  ExecuteInput,
  ExecutionOutput,
  HandoffPolicy,
} from '../../src/machines/types.ts';

const three = [
  { level: 1, agentId: 'junior' },
  { level: 2, agentId: 'senior' },
  { level: 3, agentId: 'expert' },
] as const;
const timestamp = '2026-01-01T00:00:00.000Z';

const no: EvaluationOutput = { canHandle: false, complexityScore: 0.8, reasoning: 'too hard', requiresTier: 2 };
const yes: EvaluationOutput = { canHandle: true, complexityScore: 0.2, reasoning: 'easy', requiresTier: 1 };
const answer: ExecutionOutput = { result: 'done', confidence: 0.9, executionMetadata: {} };

interface Script {
  readonly policy?: Partial<HandoffPolicy>;
  readonly maxTier?: number;
  readonly evaluate: (input: EvaluateInput) => unknown;
  readonly execute?: (input: ExecuteInput) => unknown;
}

async function run({ policy = {}, maxTier, evaluate, execute = () => answer }: Script) {
  const calls: string[] = [];
  const evaluateLogic: EvaluateLogic = fromPromise(async ({ input }: { input: EvaluateInput }) => {
    calls.push(`evaluate ${input.tierLevel}`);
    return JSON.parse(JSON.stringify(evaluate(input)));
  });
  const executeLogic: ExecuteLogic = fromPromise(async ({ input }: { input: ExecuteInput }) => {
    calls.push(`execute ${input.tierLevel}`);
    return JSON.parse(JSON.stringify(execute(input)));
  });
  const machine = createHandoffMachine({ tiers: three, policy }).provide({
    actors: { evaluate: evaluateLogic, execute: executeLogic },
  });
  const actor = createActor(machine, {
    input: { executionId: 'e1', task: 'a task', timestamp, ...(maxTier !== undefined && { maxTier }) },
  });
  const records: TransitionRecord[] = [];
  actor.on('transition', ({ record }) => records.push(record));
  actor.start();
  const snapshot = await waitFor(actor, ({ status }) => status !== 'active');
  return { snapshot, records, calls, path: records.map(({ to }) => to), output: snapshot.output };
}

describe('the handoff machine, embedded with nothing else of the package', () => {
  test('executes at the lowest tier that can handle the task', async () => {
    const { path, output } = await run({ evaluate: () => yes });
    expect(path).toEqual(['tier1.evaluating', 'tier1.executing', 'done']);
    expect(output).toMatchObject({
      status: 'completed',
      result: 'done',
      finalTier: 1,
      escalationCount: 0,
      capped: false,
    });
  });

  test('passes through escalating on the way to the next tier', async () => {
    const { path, output } = await run({ evaluate: ({ tierLevel }) => (tierLevel === 3 ? yes : no) });
    expect(path).toEqual([
      'tier1.evaluating',
      'tier1.escalating',
      'tier2.evaluating',
      'tier2.escalating',
      'tier3.evaluating',
      'tier3.executing',
      'done',
    ]);
    expect(output).toMatchObject({ finalTier: 3, escalationCount: 2 });
  });

  test('is capped where the highest allowed tier says no, and says so', async () => {
    const { path, output, calls } = await run({ evaluate: () => no, maxTier: 2 });
    expect(path.slice(-2)).toEqual(['tier2.capped', 'done']);
    expect(output).toMatchObject({ status: 'completed', capped: true, finalTier: 2, escalationCount: 1 });
    expect(calls).not.toContain('evaluate 3');
  });

  test('rejects at the cap where the policy says so', async () => {
    const { output } = await run({ evaluate: () => no, policy: { atCap: 'reject' } });
    expect(output).toMatchObject({ status: 'failed', failure: { code: 'HANDOFF_TIERS_EXHAUSTED' } });
    expect(output).toHaveProperty('attempts.length', 3);
  });

  test('jumps to the required tier where routing is direct, never beyond the cap', async () => {
    const direct = { routing: 'direct' } as const;
    const jumped = await run({
      evaluate: (input) => (input.tierLevel === 3 ? yes : { ...no, requiresTier: 3 }),
      policy: direct,
    });
    expect(jumped.calls).toEqual(['evaluate 1', 'evaluate 3', 'execute 3']);
    expect(jumped.output).toMatchObject({ escalationCount: 1 });
    const clamped = await run({ evaluate: () => ({ ...no, requiresTier: 99 }), policy: direct, maxTier: 2 });
    expect(clamped.calls).toEqual(['evaluate 1', 'evaluate 2', 'execute 2']);
    const upwards = await run({ evaluate: () => ({ ...no, requiresTier: 1 }), policy: direct });
    expect(upwards.calls).toEqual(['evaluate 1', 'evaluate 2', 'evaluate 3', 'execute 3']);
  });

  test('escalates an answer below minConfidence, and shows the next tier its draft', async () => {
    const seen: ExecuteInput[] = [];
    const { output, path } = await run({
      evaluate: () => yes,
      execute: (input) => {
        seen.push(input);
        return { ...answer, confidence: 0.1 * input.tierLevel };
      },
      policy: { minConfidence: 0.15 },
    });
    expect(path).toContain('tier1.escalating');
    expect(output).toMatchObject({ finalTier: 2, confidence: 0.2, escalationCount: 1 });
    expect(seen[1]?.previousAttempts).toEqual([
      expect.objectContaining({ tierLevel: 1, outcome: 'low-confidence', draft: 'done', confidence: 0.1 }),
    ]);
  });

  test('accepts an answer below minConfidence at the cap', async () => {
    const { output } = await run({ evaluate: () => yes, policy: { minConfidence: 1 } });
    expect(output).toMatchObject({ status: 'completed', finalTier: 3, confidence: 0.9, capped: false });
  });

  test('escalates a failed call, and fails where there is no higher tier', async () => {
    const evaluate = ({ tierLevel }: EvaluateInput) => {
      if (tierLevel === 1) throw new TypeError('broken');
      return yes;
    };
    const escalated = await run({ evaluate });
    expect(escalated.output).toMatchObject({ status: 'completed', finalTier: 2, escalationCount: 1 });
    const failed = await run({ evaluate, maxTier: 1 });
    expect(failed.output).toMatchObject({ status: 'failed', failure: { name: 'TypeError', message: 'broken' } });
    const stopped = await run({ evaluate, policy: { onError: 'fail' } });
    expect(stopped.output).toMatchObject({ status: 'failed', finalTier: 1 });
  });

  test('treats an answer of the wrong shape as a failed call, and stays alive', async () => {
    const wrong: readonly unknown[] = [
      null,
      'yes',
      {},
      { ...yes, complexityScore: 2 },
      { ...yes, requiresTier: 0 },
      answer,
    ];
    for (const output of wrong) {
      const result = await run({ evaluate: () => output, maxTier: 1 });
      expect(result.output).toMatchObject({ status: 'failed', failure: { code: 'HANDOFF_AGENT_OUTPUT' } });
    }
  });

  test('can be cancelled in every phase, and aborts the call in flight', async () => {
    for (const phase of ['evaluating', 'executing', 'capped'] as const) {
      const aborted: boolean[] = [];
      const hang = (signal: AbortSignal) =>
        new Promise<never>(() => signal.addEventListener('abort', () => aborted.push(true)));
      const machine = createHandoffMachine({ tiers: [three[0]] }).provide({
        actors: {
          evaluate: fromPromise(({ signal }) =>
            phase === 'evaluating' ? hang(signal) : Promise.resolve(phase === 'capped' ? no : yes),
          ),
          execute: fromPromise(({ signal }) => hang(signal)),
        },
      });
      const actor = createActor(machine, { input: { executionId: 'e1', task: 't', timestamp } }).start();
      await waitFor(actor, (snapshot) => snapshot.matches({ tier1: phase }));
      actor.send({ type: 'cancel', timestamp: '2026-01-01T00:00:01.000Z', reason: 'enough' });
      expect(actor.getSnapshot().output).toMatchObject({ status: 'cancelled', durationMs: 1000 });
      expect(aborted).toEqual([true]);
    }
  });

  test('adds up what calls report, and admits what they do not', async () => {
    const report = { usage: { inputTokens: 10, outputTokens: 2 }, costUsd: 0.25 };
    const known = await run({ evaluate: () => ({ ...yes, ...report }), execute: () => ({ ...answer, ...report }) });
    expect(known.output).toMatchObject({
      usage: { inputTokens: 20, outputTokens: 4, calls: 2, unreportedCalls: 0 },
      costUsd: 0.5,
    });
    const unknown = await run({ evaluate: () => ({ ...yes, ...report }) });
    expect(unknown.output).toMatchObject({ usage: { inputTokens: 10, unreportedCalls: 1 }, costUsd: null });
  });

  test('bounds what a tier is shown of the tiers below it', async () => {
    const { output } = await run({
      evaluate: () => ({ ...no, reasoning: 'x'.repeat(10_000) }),
      policy: { atCap: 'reject' },
    });
    const lengths = output?.status === 'failed' ? output.attempts.map(({ reasoning }) => reasoning?.length) : [];
    expect(lengths).toEqual([2_000, 2_000, 2_000]);
  });

  test('writes a decision into the record of every evaluation, and nowhere else', async () => {
    const { records } = await run({ evaluate: () => no, maxTier: 2 });
    expect(records.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4]);
    expect(records.flatMap(({ decision }) => decision ?? [])).toEqual([
      {
        ...no,
        executionId: 'e1',
        tierLevel: 1,
        agentId: 'junior',
        handoffDecision: 'escalate',
        capped: false,
        timestamp,
      },
      {
        ...no,
        executionId: 'e1',
        tierLevel: 2,
        agentId: 'senior',
        handoffDecision: 'execute',
        capped: true,
        timestamp,
      },
    ]);
  });

  test('names what is missing where no service is provided', async () => {
    const actor = createActor(createHandoffMachine({ tiers: three }), {
      input: { executionId: 'e', task: 't', timestamp },
    });
    actor.start();
    const { output } = await waitFor(actor, ({ status }) => status === 'done');
    expect(output).toMatchObject({
      escalationCount: 0,
      failure: { code: 'HANDOFF_CONFIGURATION', message: expect.stringContaining('provide({ actors') },
    });
  });

  test('refuses tiers and policies that make no sense', () => {
    const machine =
      (tiers: readonly { level: number; agentId: string }[], policy = {}) =>
      () =>
        createHandoffMachine({ tiers, policy });
    expect(machine([])).toThrow('no tiers');
    expect(machine([{ level: 0, agentId: 'a' }])).toThrow('positive integer');
    expect(machine([{ level: 1.5, agentId: 'a' }])).toThrow('positive integer');
    expect(machine([three[0], three[0]])).toThrow('twice');
    expect(machine([{ level: 1, agentId: '' }])).toThrow('agentId');
    expect(machine(Array.from({ length: 65 }, (_, index) => ({ level: index + 1, agentId: 'a' })))).toThrow(
      'at most 64',
    );
    expect(machine([...three], { minConfidence: Number.NaN })).toThrow('minConfidence');
    expect(machine([...three], { routing: 'sideways' })).toThrow('routing');
    expect(machine([...three], { minconfidence: 1 })).toThrow('policy.minconfidence');
  });

  test('refuses a maxTier below the lowest tier', () => {
    const machine = createHandoffMachine({ tiers: [{ level: 3, agentId: 'a' }] });
    const actor = createActor(machine, { input: { executionId: 'e', task: 't', timestamp, maxTier: 2 } });
    expect(actor.getSnapshot()).toMatchObject({ status: 'error', error: { code: 'HANDOFF_CONFIGURATION' } });
  });

  test('types its states, input and output by its tiers', () => {
    const machine = createHandoffMachine({ tiers: three });
    const snapshot = createActor(machine, { input: { executionId: 'e', task: 't', timestamp } }).getSnapshot();
    expect(snapshot.matches({ tier1: 'evaluating' })).toBe(true);
    // @ts-expect-error there is no tier 4
    expect(snapshot.matches({ tier4: 'evaluating' })).toBe(false);
    // @ts-expect-error there is no such phase
    expect(snapshot.matches({ tier1: 'thinking' })).toBe(false);
    expectTypeOf(snapshot.context.seq).toEqualTypeOf<number>();
    // @ts-expect-error input is required
    createActor(machine);
  });
});
