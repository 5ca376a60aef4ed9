import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';

import type { CallVerdict } from '../../src/run/observer.ts';
import { recordedOutcomes } from '../../src/continue/recordedOutcomes.ts';
import type { HandoffEvent } from '../../src/run/result.ts';
import { foldRecords, standingOf } from '../../src/machines/fold.ts';
import { inMemory } from '../../src/memory/inMemory.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { AgentDeclinedError } from '../../src/services/errors.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { agentThat } from '../support/agents.ts';
import { holdingObserver } from '../support/heldCalls.ts';

const run: CallVerdict = { type: 'run' };
const failure = { name: 'AgentCallError', code: 'HANDOFF_AGENT_CALL', message: 'by hand' };
const threeTiers = () => ({
  1: agentThat('a', { canHandle: false }),
  2: agentThat('b', { canHandle: false }),
  3: agentThat('c'),
});

describe('an observer', () => {
  test('sees every event of every execution, those that others began included', async () => {
    const sharedMemory = inMemory();
    const tiers = () => ({ 1: agentThat('a', { canHandle: false }), 2: humanAgent() });
    const before = createHandoffPattern({ tiers: tiers(), sharedMemory });
    await before.executeWithHandoff('t', { executionId: 'w', returnOnWait: true });
    const pattern = createHandoffPattern({ tiers: tiers(), sharedMemory });
    const seen: [string, HandoffEvent][] = [];
    pattern.observe({ onEvent: (executionId, event) => seen.push([executionId, event]) });
    await pattern.respond('w', { result: 'yes' });
    await pattern.executeWithHandoff('t', { executionId: 'n', returnOnWait: true });
    await pattern.cancel('n');
    expect(new Set(seen.map(([id]) => id))).toEqual(new Set(['w', 'n']));
    const shown = seen.flatMap(([id, event]) => (event.type === 'transition' && id === 'n' ? [event.record] : []));
    expect(shown).toEqual(await pattern.getTransitions('n'));
  });

  test('sees the text of answers while it is written, although the caller did not ask for it', async () => {
    const writes = {
      ...agentThat('a'),
      executeTask: async (_input: unknown, { onTextDelta }: { onTextDelta?: (delta: string) => unknown }) => {
        await onTextDelta?.('hel');
        await onTextDelta?.('lo');
        return { result: 'hello', confidence: 1, executionMetadata: {} };
      },
    };
    const pattern = createHandoffPattern({ tiers: { 1: writes } });
    const deltas: string[] = [];
    const callers = vi.fn<(event: HandoffEvent) => void>();
    pattern.observe({ onEvent: (_id, event) => event.type === 'text-delta' && deltas.push(event.delta) });
    await pattern.executeWithHandoff('t', { onEvent: callers });
    expect(deltas).toEqual(['hel', 'lo']);
    expect(callers.mock.calls.map(([event]) => event.type)).not.toContain('text-delta');
  });

  test('that throws is warned of, and changes nothing', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    pattern.observe({
      onEvent: () => {
        throw new Error('no');
      },
      beforeCall: () => Promise.reject(new Error('neither')),
    });
    await expect(pattern.executeWithHandoff('t')).resolves.toMatchObject({ result: 'a says hello' });
    expect(warned.mock.calls.map(([text]) => String(text))).toEqual(
      expect.arrayContaining([
        expect.stringContaining("threw on 'transition': no"),
        expect.stringContaining('neither'),
      ]),
    );
    warned.mockRestore();
  });
});

describe('a held call', () => {
  test('stands in a legal state wherever it is held, whatever is decided, and what was decided is in the record', async () => {
    const verdict = fc.constantFrom<'run' | 'edit' | 'return' | 'throw' | 'nonsense'>(
      'run',
      'edit',
      'return',
      'throw',
      'nonsense',
    );
    const property = fc.asyncProperty(fc.array(verdict, { minLength: 1, maxLength: 8 }), async (verdicts) => {
      const pattern = createHandoffPattern({ tiers: threeTiers(), policy: { onError: 'escalate' } });
      const observer = holdingObserver();
      pattern.observe(observer);
      const running = pattern.executeWithHandoff('t', { executionId: 'e' }).catch(() => undefined);
      const marks: (string | undefined)[] = [];
      for (let index = 0; ; index += 1) {
        const next = await Promise.race([observer.next(), running]);
        if (next === undefined || !('call' in next)) break;
        const { snapshot } = standingOf(await pattern.getTransitions('e'));
        const phase = next.call.kind === 'evaluate' ? 'evaluating' : snapshot.context.capped ? 'capped' : 'executing';
        expect(snapshot.value).toEqual({ [`tier${next.call.input.tierLevel}`]: phase });
        const choice = verdicts[index % verdicts.length];
        marks.push(
          choice === 'edit' ? 'input' : choice === 'throw' ? 'error' : choice === 'run' ? undefined : 'output',
        );
        const given =
          next.call.kind === 'evaluate'
            ? { canHandle: false, complexityScore: 0.1, reasoning: 'by hand', requiresTier: 2 }
            : { result: 'by hand', confidence: 1, executionMetadata: {} };
        next.decide(
          choice === 'edit'
            ? { type: 'run', input: { task: 'edited' } }
            : choice === 'return'
              ? { type: 'return', output: given }
              : choice === 'throw'
                ? { type: 'throw', error: failure }
                : choice === 'nonsense'
                  ? { type: 'return', output: { ...given, complexityScore: Number.NaN, confidence: Number.NaN } }
                  : run,
        );
      }
      await running;
      const records = await pattern.getTransitions('e');
      expect(['done', 'failed']).toContain(records.at(-1)?.to);
      foldRecords(records);
      const outcomes = records.flatMap(({ event }) =>
        'output' in event ? [event.output] : 'error' in event ? [event.error] : [],
      );
      expect(outcomes.map((outcome) => Object(outcome).byHand)).toEqual(marks);
    });
    await fc.assert(property, { seed: 20_261, numRuns: 60 });
  });

  test('is made with the edited input, and the record keeps the edit', async () => {
    const agent = agentThat('a');
    const pattern = createHandoffPattern({ tiers: { 1: agent } });
    const detach = pattern.observe({ beforeCall: () => ({ type: 'run', input: { task: 'another', context: 'c' } }) });
    await pattern.executeWithHandoff('t', { executionId: 'e' });
    detach();
    expect(agent.evaluations).toMatchObject([{ task: 'another', context: 'c' }]);
    const [, evaluated] = await pattern.getTransitions('e');
    expect(evaluated?.event).toMatchObject({
      output: { byHand: 'input', editedInput: { task: 'another', context: 'c' } },
    });
    await pattern.executeWithHandoff('t', { executionId: 'f' });
    expect(JSON.stringify(await pattern.getTransitions('f'))).not.toContain('byHand');
  });

  test('may be answered by hand without any call, at no cost', async () => {
    const agent = agentThat('a');
    const pattern = createHandoffPattern({ tiers: { 1: agent } });
    pattern.observe({
      beforeCall: ({ kind }) =>
        kind === 'execute'
          ? { type: 'return', output: { result: 'mine', confidence: 0.5, executionMetadata: {} } }
          : undefined,
    });
    const result = await pattern.executeWithHandoff('t');
    expect(result).toMatchObject({ result: 'mine', confidence: 0.5 });
    expect(result.usage).toMatchObject({ calls: 2, unreportedCalls: 1 });
    expect(agent.executions).toHaveLength(0);
  });

  test('is dropped when the execution is cancelled', async () => {
    const agent = agentThat('a');
    const pattern = createHandoffPattern({ tiers: { 1: agent } });
    const observer = holdingObserver();
    pattern.observe(observer);
    const running = pattern.executeWithHandoff('t', { executionId: 'e' });
    running.catch(() => undefined);
    const held = await observer.next();
    await pattern.cancel('e', 'enough');
    await expect(running).rejects.toMatchObject({ name: 'ExecutionCancelledError' });
    expect(held.abortSignal.aborted).toBe(true);
    held.decide(run);
    await held.promise;
    expect(agent.evaluations).toHaveLength(0);
    expect((await pattern.getTransitions('e')).at(-1)?.to).toBe('cancelled');
  });

  test('goes on when its observer is detached', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    const observer = holdingObserver();
    const detach = pattern.observe(observer);
    const running = pattern.executeWithHandoff('t');
    await observer.next();
    detach();
    await expect(running).resolves.toMatchObject({ result: 'a says hello' });
  });

  test('holds one execution and no other', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    const observer = holdingObserver();
    pattern.observe({
      beforeCall: (call, options) => (call.input.task === 'held' ? observer.beforeCall?.(call, options) : undefined),
    });
    const held = pattern.executeWithHandoff('held');
    await observer.next();
    await expect(pattern.executeWithHandoff('free')).resolves.toMatchObject({ status: 'completed' });
    await pattern.cancel((await pattern.sharedMemory.list({ status: 'running' })).executions[0]?.executionId ?? '');
    await expect(held).rejects.toMatchObject({ name: 'ExecutionCancelledError' });
  });

  test('comes before a person is asked, who need not be asked then', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: humanAgent() } });
    pattern.observe({
      beforeCall: ({ kind }) =>
        kind === 'execute'
          ? { type: 'return', output: { result: 'no need', confidence: 1, executionMetadata: {} } }
          : undefined,
    });
    await expect(pattern.executeWithHandoff('t')).resolves.toMatchObject({ result: 'no need' });
  });

  test.for([{}, { limits: { timeMs: 600_000 } }])(
    'takes nothing of the time that a person has to answer: %j',
    async (limits) => {
      vi.useFakeTimers({ now: 0 });
      try {
        const tiers = { 1: agentThat('a', { canHandle: false }), 2: humanAgent({ deadlineMs: 8_000 }) };
        const pattern = createHandoffPattern({ tiers });
        const observer = holdingObserver();
        const detach = pattern.observe(observer);
        const running = pattern.executeWithHandoff('t', { executionId: 'e', returnOnWait: true, ...limits });
        const held = await observer.next();
        await vi.advanceTimersByTimeAsync(60_000);
        detach();
        held.decide(run);
        await expect(running).resolves.toMatchObject({ waiting: { deadline: '1970-01-01T00:01:08.000Z' } });
        await vi.advanceTimersByTimeAsync(7_999);
        await expect(pattern.respond('e', { result: 'in time' })).resolves.toMatchObject({ result: 'in time' });
      } finally {
        vi.useRealTimers();
      }
    },
  );

  test('is recorded with the time at which it was made, however long it was held', async () => {
    vi.useFakeTimers({ now: 0 });
    try {
      const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
      const observer = holdingObserver();
      const detach = pattern.observe(observer);
      const running = pattern.executeWithHandoff('t', { executionId: 'e' });
      const held = await observer.next();
      await vi.advanceTimersByTimeAsync(60_000);
      detach();
      held.decide(run);
      await running;
      const [, ...called] = await pattern.getTransitions('e');
      expect(called.map(({ timestamp, durationMs }) => [timestamp, durationMs])).toEqual([
        ['1970-01-01T00:01:00.000Z', 0],
        ['1970-01-01T00:01:00.000Z', 0],
      ]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('holds the time limit of its execution, which goes on where it stopped', async () => {
    vi.useFakeTimers({ now: 0 });
    try {
      const pattern = createHandoffPattern({
        tiers: { 1: agentThat('a', { execute: () => new Promise(() => undefined) }) },
      });
      const observer = holdingObserver();
      const detach = pattern.observe(observer);
      const running = pattern.executeWithHandoff('t', { executionId: 'e', limits: { timeMs: 1_000 } });
      running.catch(() => undefined);
      const held = await observer.next();
      await vi.advanceTimersByTimeAsync(60_000);
      expect((await pattern.getTransitions('e')).length).toBe(1);
      detach();
      held.decide(run);
      await vi.advanceTimersByTimeAsync(999);
      expect((await pattern.getTransitions('e')).at(-1)?.to).toBe('tier1.executing');
      await vi.advanceTimersByTimeAsync(1);
      await expect(running).rejects.toMatchObject({ name: 'BudgetExceededError', limit: 'timeMs' });
      const times = (await pattern.getTransitions('e')).map(({ timestamp }) => timestamp);
      expect(times).toEqual(times.toSorted());
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a fork under an observer', () => {
  test('goes on with what was recorded, where the observer says so, and calls nobody', async () => {
    const tiers = threeTiers();
    const pattern = createHandoffPattern({ tiers });
    await pattern.executeWithHandoff('t', { executionId: 'parent' });
    const before = JSON.stringify(await pattern.getTransitions('parent'));
    const calls = () =>
      Object.values(tiers).map(({ evaluations, executions }) => evaluations.length + executions.length);
    const made = calls();
    const outcomes = [...recordedOutcomes(await pattern.getTransitions('parent'), 1)];
    const seen: number[] = [];
    pattern.observe({
      onEvent: (_id, event) => event.type === 'transition' && seen.push(event.record.seq),
      beforeCall: ({ kind, input: { tierLevel } }) => {
        const index = outcomes.findIndex((outcome) => outcome.kind === kind && outcome.tierLevel === tierLevel);
        return outcomes.splice(index, 1)[0]?.verdict;
      },
    });
    const fork = await pattern.fork('parent', {
      at: 1,
      event: { output: { reasoning: 'other' } },
      executionId: 'fork',
    });
    expect(fork).toMatchObject({ result: 'c says hello', finalTier: 3 });
    const marks = (await pattern.getTransitions('fork'))
      .slice(2)
      .flatMap(({ event }) => ('output' in event ? [Object(event.output)] : []));
    expect(marks.map(({ recorded, byHand, costUsd }) => [recorded, byHand, costUsd])).toEqual(
      Array.from({ length: 3 }, () => [true, undefined, undefined]),
    );
    expect(calls()).toEqual(made);
    expect(seen).toEqual((await pattern.getTransitions('fork')).map(({ seq }) => seq));
    expect(JSON.stringify(await pattern.getTransitions('parent'))).toBe(before);
  });

  test('keeps what a recorded failure cost', async () => {
    const report = { usage: { inputTokens: 12, outputTokens: 3 }, costUsd: 0.5 };
    const declines = () => Promise.reject(new AgentDeclinedError('b', 'Not today.', { report }));
    const tiers = { ...threeTiers(), 2: agentThat('b', { evaluate: declines }) };
    const pattern = createHandoffPattern({ tiers });
    await pattern.executeWithHandoff('t', { executionId: 'parent' });
    const outcomes = [...recordedOutcomes(await pattern.getTransitions('parent'), 1)];
    pattern.observe({ beforeCall: () => outcomes.shift()?.verdict });
    await pattern.fork('parent', { at: 1, event: { output: { reasoning: 'other' } }, executionId: 'fork' });
    const failed = (await pattern.getTransitions('fork')).find(({ event }) => 'error' in event);
    expect(failed?.event).toMatchObject({ error: { message: 'Not today.', recorded: true, ...report } });
    expect(JSON.stringify(failed)).not.toContain('byHand');
  });
});
