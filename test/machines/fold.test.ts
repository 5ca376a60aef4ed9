import fc from 'fast-check';
import { createActor, fromPromise, waitFor, type AnyMachineSnapshot } from 'xstate';
import { describe, expect, test } from 'vitest';

import { foldRecords } from '../../src/machines/fold.ts';
import { createHandoffMachine } from '../../src/machines/handoffMachine.ts';
import { defaultPolicy } from '../../src/machines/policy.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import type { EvaluationOutput, ExecutionOutput, HandoffPolicy, Limits } from '../../src/machines/types.ts';

const levels = [1, 3, 7] as const;
const outcome = fc.constantFrom('yes', 'no', 'unsure', 'throws', 'flaky', 'limited', 'malformed');
const policy: fc.Arbitrary<HandoffPolicy> = fc.record({
  routing: fc.constantFrom('sequential', 'direct'),
  minConfidence: fc.constantFrom(0, 0.5),
  onError: fc.constantFrom('escalate', 'fail'),
  atCap: fc.constantFrom('execute', 'reject', 'human'),
  maxRetries: fc.constantFrom(0, 2),
  retryDelayMs: fc.constant(0),
  maxWaitMs: fc.constantFrom(0, 10_000),
  on: fc.record({ rateLimited: fc.constantFrom('wait', 'escalate', 'fail') }),
  tiers: fc.constantFrom({}, { 1: { minConfidence: 0.9 }, 3: { onError: 'fail', maxRetries: 1 } }),
  onLimit: fc.constantFrom('fail', 'best-effort'),
});

/** Runs a live actor on scripted outcomes; returns its records, and every snapshot it showed, as stored text. */
async function live(
  script: readonly string[],
  policy: HandoffPolicy,
  maxTier: number,
  endAfter: number,
  limits: Limits,
) {
  const left = [...script];
  const next = <T>(good: T, unsure: T): T => {
    const step = left.shift();
    if (step === 'throws') throw new RangeError('scripted');
    if (step === 'flaky') throw Object.assign(new Error('busy'), { transient: true, costUsd: 0.5 });
    if (step === 'limited') {
      throw Object.assign(new Error('slowly'), {
        transient: true,
        reason: 'rateLimited',
        status: 429,
        retryAfterMs: 5_000,
      });
    }
    if (step === 'malformed') return JSON.parse('{"canHandle":"maybe"}');
    return step === 'unsure' || step === 'no' ? unsure : good;
  };
  const yes: EvaluationOutput = {
    canHandle: true,
    complexityScore: 0.1,
    reasoning: 'r',
    requiresTier: 1,
    costUsd: 0.5,
  };
  const sure: ExecutionOutput = {
    result: 'ok',
    confidence: 0.9,
    executionMetadata: { a: [1, null, 'ü'] },
    durationMs: 3,
  };
  const machine = createHandoffMachine({
    tiers: levels.map((level) => ({ level, agentId: `a${level}` })),
    policy,
  }).provide({
    actors: {
      evaluate: fromPromise(async () => next(yes, { ...yes, canHandle: false, requiresTier: 7 })),
      execute: fromPromise(async () => next(sure, { ...sure, confidence: 0.2 })),
    },
  });
  const actor = createActor(machine, {
    input: {
      executionId: 'e',
      task: 'task',
      context: 'context',
      maxTier,
      limits,
      timestamp: '2026-01-01T00:00:00.000Z',
    },
  });
  const records: TransitionRecord[] = [];
  const shown: string[] = [];
  actor.on('transition', ({ record }) => records.push(record));
  actor.subscribe((snapshot) => {
    shown.push(essence(snapshot));
    if (shown.length === endAfter && snapshot.status === 'active') {
      actor.send({ type: 'resume', timestamp: '2026-01-01T00:00:04.000Z' });
      actor.send({ type: endAfter % 2 === 0 ? 'expire' : 'cancel', timestamp: '2026-01-01T00:00:05.000Z' });
    }
  });
  actor.start();
  await waitFor(actor, ({ status }) => status === 'done');
  return { records, shown };
}

function essence({
  value,
  context,
  status,
  output,
}: Pick<AnyMachineSnapshot, 'value' | 'context' | 'status' | 'output'>): string {
  return JSON.stringify({ value, context, status, output });
}

describe('folding a stored record', () => {
  test('reproduces every snapshot of the live actor, escalating included, from JSON alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(outcome, { minLength: 6, maxLength: 6 }),
        policy,
        fc.constantFrom(1, 2, 3, 7),
        fc.constantFrom(1, 2, 3, 99),
        fc.constantFrom({}, { costUsd: 1 }, { tokens: 5 }),
        async (script, policy, maxTier, endAfter, limits) => {
          const { records, shown } = await live(script, policy, maxTier, endAfter, limits);
          const steps = foldRecords(JSON.parse(JSON.stringify(records)));
          expect(steps.map(({ record }) => record.seq)).toEqual(records.map(({ seq }) => seq));
          const folded = steps.map(({ snapshot }) => essence(snapshot));
          expect(folded.filter((text) => !text.includes('"escalating"'))).toEqual(shown);
          expect(folded.filter((text) => text.includes('"escalating"'))).toHaveLength(
            records.filter(({ to }) => to.endsWith('.escalating')).length,
          );
        },
      ),
      { seed: 20261122, numRuns: 300 },
    );
  });

  test('names the entry at which a record is not what the machine does', async () => {
    const { records } = await live(['no', 'yes', 'yes'], defaultPolicy, 7, 99, {});
    const [first, second, third, ...rest] = records;
    if (!first || !second || !third) throw new Error('expected at least three records');
    expect(() => foldRecords([])).toThrow('does not begin');
    expect(() => foldRecords([second, third])).toThrow('does not begin');
    expect(() => foldRecords([first, third, ...rest])).toThrow('entry 1');
    expect(() => foldRecords([first, second, ...rest])).toThrow('entry 2');
    expect(() => foldRecords([first, { ...second, to: 'tier1.executing' }, third])).toThrow(
      'but the machine goes to tier1.escalating',
    );
    expect(foldRecords([first, second])).toHaveLength(2);
  });
});
