import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { HandoffOptions } from '../../src/pattern/handoffOptions.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import type { ExecutionOutput } from '../../src/machines/types.ts';
import { inMemory } from '../../src/memory/inMemory.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import type { HandoffAgent } from '../../src/services/agent.ts';
import { AgentCallError } from '../../src/services/errors.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { agentThat } from '../support/agents.ts';

const error = { name: 'AgentCallError', code: 'HANDOFF_AGENT_CALL', message: 'by hand' };
const answer: ExecutionOutput = { result: 'a person says so', confidence: 1, executionMetadata: {} };

/** One retry, one answer that is not sure enough, and one wait for a person. */
function ladder() {
  const keys: (string | undefined)[] = [];
  let failures = 0;
  const flaky: HandoffAgent = {
    agentId: 'flaky',
    evaluateTask: (_input, { idempotencyKey }) => {
      keys.push(idempotencyKey);
      failures += 1;
      if (failures === 1) return Promise.reject(new AgentCallError('flaky', 'network', 'busy'));
      return Promise.resolve({ canHandle: true, complexityScore: 0.2, reasoning: 'r', requiresTier: 1 });
    },
    executeTask: () => Promise.resolve({ result: 'a guess', confidence: 0.2, executionMetadata: {} }),
  };
  const no = agentThat('no', { canHandle: false });
  const tiers = { 1: flaky, 2: no, 3: humanAgent() };
  const policy: NonNullable<HandoffOptions['policy']> = { minConfidence: 0.5, maxRetries: 1, retryDelayMs: 0 };
  return { tiers, policy, keys, no };
}

/** What a store holds where a process died after `length` records. */
async function prefixOf(records: readonly TransitionRecord[], length: number): Promise<SharedMemory> {
  const memory = inMemory();
  await memory.append(records.slice(0, length));
  return memory;
}

describe('resume', () => {
  test('comes to the same end from every single record, and makes no finished call again', async () => {
    const original = ladder();
    const whole = createHandoffPattern({ tiers: original.tiers, policy: original.policy });
    await whole.executeWithHandoff('t', { executionId: 'e', returnOnWait: true });
    const result = await whole.respond('e', answer);
    const records = await whole.getTransitions('e');
    expect(records.length).toBeGreaterThan(9);

    for (let length = 1; length < records.length; length += 1) {
      const { tiers, policy, no } = ladder();
      const sharedMemory = await prefixOf(records, length);
      const pattern = createHandoffPattern({ tiers, policy, sharedMemory });
      const waiting = await pattern.resume('e', { returnOnWait: true });
      expect(waiting.status).toBe('waiting');
      const resumed = await pattern.respond('e', answer);
      expect(resumed).toMatchObject({ status: 'completed', result: result.result, finalTier: 3, escalationCount: 2 });
      const calls = records.slice(0, length).some(({ from }) => from === 'tier2.evaluating') ? 0 : 1;
      expect(no.evaluations).toHaveLength(calls);
      const steps = await pattern.replay('e');
      expect(steps.at(-1)?.snapshot.status).toBe('done');
    }
  });

  test('makes the call in flight once more under the same key', async () => {
    const first = ladder();
    const memory = inMemory();
    const pattern = createHandoffPattern({ tiers: first.tiers, policy: first.policy, sharedMemory: memory });
    await pattern.executeWithHandoff('t', { executionId: 'e', returnOnWait: true });
    const records = await memory.read('e');
    const second = ladder();
    const sharedMemory = await prefixOf(records, 1);
    await createHandoffPattern({ tiers: second.tiers, policy: second.policy, sharedMemory }).resume('e', {
      returnOnWait: true,
    });
    expect(second.keys).toEqual(['e:0', expect.any(String)]);
    expect(first.keys[0]).toBe('e:0');
  });

  test('gives the result of an execution that is over, without a call or a record', async () => {
    const agent = agentThat('a');
    const pattern = createHandoffPattern({ tiers: { 1: agent } });
    const result = await pattern.executeWithHandoff('t', { executionId: 'e' });
    const before = await pattern.getTransitions('e');
    expect(await pattern.resume('e')).toEqual(result);
    expect(await pattern.getTransitions('e')).toEqual(before);
    expect(agent.evaluations).toHaveLength(1);
  });

  test('joins an execution that runs in this process', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: humanAgent() } });
    const running = pattern.executeWithHandoff('t', { executionId: 'e' });
    const joined = pattern.resume('e');
    await vi.waitUntil(async () => (await pattern.pending()).executions.length === 1);
    await pattern.respond('e', answer);
    expect(await joined).toEqual(await running);
  });

  test('has one winner where two processes go on with one execution', async () => {
    const source = createHandoffPattern({ tiers: { 1: humanAgent() } });
    await source.executeWithHandoff('t', { executionId: 'e', returnOnWait: true });
    const sharedMemory = await prefixOf(await source.getTransitions('e'), 1);
    const agents = Array.from({ length: 4 }, () => agentThat('human'));
    const outcomes = await Promise.allSettled(
      agents.map((agent) => createHandoffPattern({ tiers: { 1: agent }, sharedMemory }).resume('e')),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ name: 'ExecutionHeldError' });
    }
    expect(agents.flatMap(({ evaluations }) => evaluations)).toHaveLength(1);
  });

  test('refuses other tiers or another policy, unless they are accepted; then the recorded ones count', async () => {
    const source = createHandoffPattern({ tiers: { 1: humanAgent(), 2: agentThat('b') } });
    await source.executeWithHandoff('t', { executionId: 'e', returnOnWait: true });
    const sharedMemory = await prefixOf(await source.getTransitions('e'), 1);
    const tiers = { 1: agentThat('human', { canHandle: false }), 2: agentThat('b'), 3: agentThat('c') };
    const changed = createHandoffPattern({ tiers, sharedMemory });
    await expect(changed.resume('e')).rejects.toMatchObject({ name: 'ConfigurationError', path: 'onto' });
    expect(await changed.resume('e', { onto: 'recorded' })).toMatchObject({ finalTier: 2 });
    const fewer = createHandoffPattern({ tiers: { 1: agentThat('human') }, sharedMemory });
    await expect(fewer.resume('e', { onto: 'recorded' })).resolves.toMatchObject({ finalTier: 2 });
  });

  test('is never done by an agent of another name than the recorded one', async () => {
    const source = createHandoffPattern({ tiers: { 1: agentThat('a', { canHandle: false }), 2: humanAgent() } });
    await source.executeWithHandoff('t', { executionId: 'e', returnOnWait: true });
    const { sharedMemory } = source;
    const other = createHandoffPattern({ tiers: { 1: agentThat('a'), 2: agentThat('b') }, sharedMemory });
    const resumed = other.resume('e', { onto: 'recorded' });
    await expect(resumed).rejects.toThrow("recorded with 'human' at tier 2, where this pattern has 'b'");
  });

  test('is refused where it is aborted already, and the record stays as it is', async () => {
    const source = createHandoffPattern({ tiers: ladder().tiers });
    await source.executeWithHandoff('t', { executionId: 'e', returnOnWait: true });
    const sharedMemory = await prefixOf(await source.getTransitions('e'), 1);
    const pattern = createHandoffPattern({ tiers: ladder().tiers, sharedMemory });
    const abortSignal = AbortSignal.abort();
    await expect(pattern.resume('e', { abortSignal })).rejects.toMatchObject({ name: 'ExecutionCancelledError' });
    await expect(source.fork('e', { at: 1, event: { error }, abortSignal })).rejects.toThrow('aborted before it began');
    expect(await pattern.getTransitions('e')).toHaveLength(1);
  });

  test('at the same time is joined, and of two who cancel one does', async () => {
    const source = createHandoffPattern({ tiers: { 1: humanAgent() } });
    await source.executeWithHandoff('t', { executionId: 'e', returnOnWait: true });
    const sharedMemory = await prefixOf(await source.getTransitions('e'), 1);
    const pattern = createHandoffPattern({ tiers: { 1: humanAgent() }, sharedMemory });
    const options = { returnOnWait: true };
    const both = await Promise.all([pattern.resume('e', options), pattern.resume('e', options)]);
    expect(both).toMatchObject([{ status: 'waiting' }, { status: 'waiting' }]);
    expect(await pattern.resume('e', options)).toEqual(both[0]);
    expect(await Promise.all([pattern.cancel('e'), pattern.cancel('e')])).toEqual([true, false]);
  });

  test('refuses what it does not know', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    await pattern.executeWithHandoff('t', { executionId: 'e' });
    const misspelt = { returnOnWait: true, retunOnWait: true };
    await expect(pattern.resume('e', misspelt)).rejects.toThrow("resume: unknown option 'retunOnWait'");
    const misspeltAll = { onto: 'recorded' as const, onProgres: () => undefined };
    await expect(pattern.resumeAll(misspeltAll)).rejects.toThrow("resumeAll: unknown option 'onProgres'");
    await expect(pattern.respond('e', { result: 'x', confidence: 7 })).rejects.toThrow("option 'confidence'");
  });

  test('knows what it does not know', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    await expect(pattern.resume('nope')).rejects.toMatchObject({ name: 'UnknownExecutionError' });
    await expect(pattern.cancel('nope')).rejects.toMatchObject({ name: 'UnknownExecutionError' });
  });

  test('goes on with all that are not over, and says what became of each', async () => {
    const source = createHandoffPattern({ tiers: { 1: humanAgent() } });
    for (const executionId of ['a', 'b']) await source.executeWithHandoff('t', { executionId, returnOnWait: true });
    const sharedMemory = inMemory();
    await sharedMemory.append((await source.getTransitions('a')).slice(0, 1));
    await sharedMemory.append(await source.getTransitions('b'));
    const pattern = createHandoffPattern({ tiers: { 1: humanAgent() }, sharedMemory });
    const outcomes = await pattern.resumeAll();
    expect(outcomes.toSorted((x, y) => x.executionId.localeCompare(y.executionId))).toMatchObject([
      { executionId: 'a', result: { status: 'waiting' } },
      { executionId: 'b', waiting: { deadline: null } },
    ]);
    expect((await pattern.pending()).executions).toHaveLength(2);
  });
});

describe('a deadline that passed while nothing ran', () => {
  const hour = 3_600_000;
  const tiers = () => ({ 1: humanAgent({ deadlineMs: hour }), 2: agentThat('above') });

  async function overdue(limits: { readonly timeMs?: number } = {}) {
    const source = createHandoffPattern({ tiers: tiers() });
    await source.executeWithHandoff('t', { executionId: 'e', returnOnWait: true, limits });
    const above = agentThat('above');
    const sharedMemory = await prefixOf(await source.getTransitions('e'), 99);
    return { above, pattern: createHandoffPattern({ tiers: { ...tiers(), 2: above }, sharedMemory }) };
  }

  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('escalates as soon as somebody resumes it, whether or not they wait', async () => {
    for (const resume of ['resume', 'resumeAll'] as const) {
      const { pattern, above } = await overdue();
      vi.setSystemTime(Date.now() + hour);
      if (resume === 'resume') await pattern.resume('e', { returnOnWait: true });
      else expect(await pattern.resumeAll()).toMatchObject([{ result: { status: 'completed', finalTier: 2 } }]);
      expect(above.evaluations).toHaveLength(1);
      expect((await pattern.getTransitions('e')).filter(({ event }) => event.type === 'wait')).toHaveLength(1);
    }
  });

  test('ends an execution whose own time is over, before any call', async () => {
    const { pattern, above } = await overdue({ timeMs: 1_000 });
    vi.setSystemTime(Date.now() + hour);
    expect(await pattern.resumeAll()).toMatchObject([{ error: { name: 'BudgetExceededError', limit: 'timeMs' } }]);
    expect(above.evaluations).toHaveLength(0);
  });

  test('is too late to answer, and no longer pending', async () => {
    const { pattern } = await overdue();
    vi.setSystemTime(Date.now() + hour);
    expect((await pattern.pending()).executions).toEqual([]);
    const late = pattern.respond('e', { result: 'late' });
    await expect(late).rejects.toMatchObject({ name: 'NotWaitingError', message: /which is over. Resume it/ });
  });

  test('is awaited without a record of its own by whoever resumes it too early, and then goes on', async () => {
    const { pattern, above } = await overdue();
    const before = await pattern.getTransitions('e');
    for (let times = 0; times < 3; times += 1) {
      expect(await pattern.resumeAll()).toMatchObject([{ waiting: { deadline: expect.any(String) } }]);
    }
    expect(await pattern.getTransitions('e')).toEqual(before);
    await vi.advanceTimersByTimeAsync(hour);
    await vi.waitUntil(() => above.executions.length === 1);
    expect(above.evaluations).toHaveLength(1);
  });
});

describe('a person who answers in another process', () => {
  test('is found as pending, and the answer ends the execution', async () => {
    const sharedMemory = inMemory();
    const asking = createHandoffPattern({ tiers: { 1: humanAgent({ deadlineMs: 60_000 }) }, sharedMemory });
    await asking.executeWithHandoff('May I?', { executionId: 'e', returnOnWait: true });
    const answering = createHandoffPattern({ tiers: { 1: humanAgent({ deadlineMs: 60_000 }) }, sharedMemory });
    expect((await answering.pending()).executions).toMatchObject([
      { executionId: 'e', task: 'May I?', waiting: { deadline: expect.any(String) } },
    ]);
    expect(await answering.respond('e', { result: 'Yes.' })).toMatchObject({
      status: 'completed',
      result: 'Yes.',
      confidence: 1,
    });
    expect((await answering.pending()).executions).toEqual([]);
    await expect(answering.respond('e', { result: 'No.' })).rejects.toMatchObject({ name: 'NotWaitingError' });
  });

  test('who is not sure enough sends it on to the next tier', async () => {
    const sharedMemory = inMemory();
    const options = () => ({
      tiers: { 1: humanAgent(), 2: agentThat('b') },
      policy: { minConfidence: 0.5 },
      sharedMemory,
    });
    await createHandoffPattern(options()).executeWithHandoff('t', { executionId: 'e', returnOnWait: true });
    const result = await createHandoffPattern(options()).respond('e', { result: 'Perhaps.', confidence: 0.1 });
    expect(result).toMatchObject({ finalTier: 2, result: 'b says hello' });
  });

  test('is too late where the deadline passed while nothing ran', async () => {
    vi.useFakeTimers();
    try {
      const sharedMemory = inMemory();
      const options = () => ({ tiers: { 1: humanAgent({ deadlineMs: 1_000 }), 2: agentThat('b') }, sharedMemory });
      const source = createHandoffPattern(options());
      await source.executeWithHandoff('t', { executionId: 'e', returnOnWait: true });
      const stopped = inMemory();
      await stopped.append(await source.getTransitions('e'));
      vi.setSystemTime(Date.now() + 3_600_000);
      const resumed = createHandoffPattern({ ...options(), sharedMemory: stopped }).resume('e');
      await vi.advanceTimersByTimeAsync(0);
      expect(await resumed).toMatchObject({ finalTier: 2, escalationCount: 1 });
      const failed = (await stopped.read('e')).find(({ event }) => event.type.startsWith('xstate.error'));
      expect(failed?.event).toMatchObject({ error: { message: expect.stringContaining('Nobody answered') } });
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('cancel', () => {
  test('ends a stored execution, and one that is over stays as it is', async () => {
    const sharedMemory = inMemory();
    const asking = createHandoffPattern({ tiers: { 1: humanAgent() }, sharedMemory });
    await asking.executeWithHandoff('t', { executionId: 'e', returnOnWait: true });
    const other = createHandoffPattern({ tiers: { 1: humanAgent() }, sharedMemory });
    expect(await other.cancel('e', 'The customer left.')).toBe(true);
    expect(await other.cancel('e')).toBe(false);
    expect((await sharedMemory.read('e')).at(-1)).toMatchObject({
      to: 'cancelled',
      event: { reason: 'The customer left.' },
    });
    await expect(other.resume('e')).rejects.toMatchObject({ name: 'ExecutionCancelledError' });
  });

  test('reaches the call of a running one', async () => {
    const asked = Promise.withResolvers<AbortSignal>();
    const agent = agentThat('a', {
      evaluate: (_input, signal) => {
        asked.resolve(signal);
        return new Promise(() => undefined);
      },
    });
    const pattern = createHandoffPattern({ tiers: { 1: agent } });
    const running = pattern.executeWithHandoff('t', { executionId: 'e' });
    const signal = await asked.promise;
    expect(await pattern.cancel('e', 'enough')).toBe(true);
    expect(signal.aborted).toBe(true);
    await expect(running).rejects.toThrow('enough');
  });
});

describe('fork', () => {
  test('goes another way from a record on, spends no call before it, and never changes its parent', async () => {
    const tiers = { 1: agentThat('a', { canHandle: false }), 2: agentThat('b') };
    const pattern = createHandoffPattern({ tiers });
    await pattern.executeWithHandoff('t', { executionId: 'parent' });
    const before = JSON.stringify(await pattern.getTransitions('parent'));
    const forked = await pattern.fork('parent', { at: 1, event: { output: { canHandle: true } }, executionId: 'fork' });
    expect(forked).toMatchObject({ executionId: 'fork', finalTier: 1, escalationCount: 0, result: 'a says hello' });
    expect([tiers[1].evaluations.length, tiers[1].executions.length, tiers[2].evaluations.length]).toEqual([1, 1, 1]);
    expect(JSON.stringify(await pattern.getTransitions('parent'))).toBe(before);
    expect((await pattern.getTransitions('fork'))[0]?.event).toMatchObject({
      input: { forkedFrom: { executionId: 'parent', seq: 1 } },
    });
    expect((await pattern.replay('fork')).at(-1)?.snapshot.output).toEqual(forked);
  });

  test('may put an error in the place of an answer', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a'), 2: agentThat('b') } });
    await pattern.executeWithHandoff('t', { executionId: 'parent' });
    const error = { name: 'Error', code: 'HANDOFF_AGENT_CALL', message: 'what if it had failed' };
    expect(await pattern.fork('parent', { at: 2, event: { error } })).toMatchObject({ finalTier: 2 });
  });

  test('says in the record that its outcome was made by hand', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a', { canHandle: false }), 2: agentThat('b') } });
    await pattern.executeWithHandoff('t', { executionId: 'parent' });
    await pattern.fork('parent', { at: 1, event: { output: { canHandle: true } }, executionId: 'fork' });
    expect((await pattern.getTransitions('fork'))[1]?.event).toMatchObject({ output: { byHand: 'output' } });
  });

  test('has no time limit but its own: what is older than its limit can still be asked about', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const pattern = createHandoffPattern({ tiers: { 1: agentThat('a'), 2: agentThat('b') } });
      await pattern.executeWithHandoff('t', { executionId: 'parent', limits: { timeMs: 1_000 } });
      vi.setSystemTime(Date.now() + 60_000);
      const event = { output: { confidence: 0.5 } };
      expect(await pattern.fork('parent', { at: 2, event })).toMatchObject({ confidence: 0.5 });
      await pattern.fork('parent', { at: 2, event, executionId: 'fork', limits: { timeMs: 5_000 } });
      const [first] = await pattern.getTransitions('fork');
      const deadline = new Date(Date.now() + 5_000).toISOString();
      expect(first?.event).toMatchObject({ input: { limits: { deadline } } });
    } finally {
      vi.useRealTimers();
    }
  });

  test('refuses a change that makes no outcome, and calls nobody', async () => {
    const agent = agentThat('a');
    const pattern = createHandoffPattern({ tiers: { 1: agent } });
    await pattern.executeWithHandoff('t', { executionId: 'parent' });
    const changes: readonly [number, object, string][] = [
      [1, { output: { canHandel: false } }, "'canHandel' is not a field"],
      [1, { output: { result: 'x' } }, "'result' is not a field"],
      [1, { output: { canHandle: 'maybe' } }, 'canHandle: expected true or false'],
      [2, { output: { confidence: Number.NaN } }, 'confidence: expected a number from 0 to 1'],
      [1, {}, 'expected { output'],
      [1, { error: { message: 'only' } }, 'expected { output'],
    ];
    for (const [at, event, message] of changes) {
      const options: unknown = { at, event };
      const forking: unknown = Reflect.apply(pattern.fork, undefined, ['parent', options]);
      await expect(forking).rejects.toMatchObject({
        name: 'ConfigurationError',
        message: expect.stringContaining(message),
      });
    }
    expect((await pattern.sharedMemory.list()).executions).toHaveLength(1);
    expect([agent.evaluations.length, agent.executions.length]).toEqual([1, 1]);
  });

  test('parts only where a call ended', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    await pattern.executeWithHandoff('t', { executionId: 'parent' });
    await expect(pattern.fork('parent', { at: 0, event: { output: {} } })).rejects.toThrow('Choose one of: 1, 2');
  });
});
