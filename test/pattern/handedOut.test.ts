import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

import { inMemory } from '../../src/memory/inMemory.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import type { HandoffAgent } from '../../src/services/agent.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { agentThat } from '../support/agents.ts';

const directory = mkdtempSync(join(tmpdir(), 'handoff-handed-out-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Changes all plain data that can be reached from a value and lets itself be changed. */
function spoil(value: unknown, seen = new Set<unknown>()): void {
  if (typeof value !== 'object' || value === null || seen.has(value) || !isPlain(value)) return;
  seen.add(value);
  for (const key of Object.keys(value)) {
    spoil(Reflect.get(value, key), seen);
    Reflect.set(value, key, '***');
    Reflect.deleteProperty(value, key);
  }
  Reflect.set(value, 'added', true);
}

function isPlain(value: object): boolean {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

const kept: unknown[] = [];
/** Something that an agent returns, keeps, and changes later. */
function keeping<T>(value: T): T {
  kept.push(value);
  return value;
}

/** Declines with a report that it keeps; then one that is not sure enough; then a person. */
function ladder(): { readonly [level: number]: HandoffAgent } {
  const usage = () => ({ inputTokens: 3, outputTokens: 2 });
  const model = () => ({ asked: 'm', answered: 'm-1' });
  return {
    1: agentThat('no', {
      evaluate: async (input) => {
        spoil(input.previousAttempts);
        const judgement = { canHandle: false, complexityScore: 0.5, reasoning: 'r', requiresTier: 2 };
        return keeping({ ...judgement, usage: usage(), model: model(), coercions: ['c'], costUsd: 1 });
      },
    }),
    2: agentThat('unsure', {
      evaluate: async (input) => {
        spoil(input.previousAttempts);
        return keeping({ canHandle: true, complexityScore: 0.5, reasoning: 'r', requiresTier: 2, usage: usage() });
      },
      execute: async (input) => {
        spoil(input);
        const executionMetadata = { list: [1, { deep: 'value' }] };
        return keeping({ result: 'a guess', confidence: 0.1, executionMetadata, usage: usage(), model: model() });
      },
    }),
    3: humanAgent(),
  };
}

interface Pointed {
  readonly sharedMemory: SharedMemory;
  readonly watch: boolean;
}

/** Runs the ladder to its end, with everybody who is told anything changing it. */
async function spoiledRun({ sharedMemory, watch }: Pointed) {
  const pattern = createHandoffPattern({ tiers: ladder(), policy: { minConfidence: 0.5 }, sharedMemory });
  const onEvent = (event: unknown) => spoil(event);
  const detach = watch
    ? pattern.observe({
        onEvent: (_id, event) => spoil(event),
        beforeCall: (call) => {
          spoil(call);
          return undefined;
        },
      })
    : () => undefined;
  const options = { executionId: 'e', context: 'around', returnOnWait: true, ...(watch && { onEvent }) };
  const waiting = await pattern.executeWithHandoff('the task', options);
  spoil(waiting);
  for (const value of kept.splice(0)) spoil(value);
  spoil(pattern.config);
  spoil(await pattern.getTransitions('e'));
  spoil(await pattern.getHandoffHistory('e'));
  spoil(await pattern.replay('e'));
  spoil(await pattern.pending());
  const response = { result: 'a person says so', executionMetadata: { by: { name: 'ann' } } };
  const result = await pattern.respond('e', response, watch ? { onEvent } : {});
  spoil(response);
  spoil(result);
  spoil(await pattern.getTransitions('e'));
  detach();
  return pattern;
}

const stores = [
  ['in memory', () => inMemory()],
  ['in SQLite', () => sqliteMemory(join(directory, `${crypto.randomUUID()}.db`))],
] as const;

describe.each(stores)('the record %s', (_name, open) => {
  test.each([true, false])('is what happened, whoever changes what they were given (watched: %s)', async (watch) => {
    const sharedMemory = open();
    const pattern = await spoiledRun({ sharedMemory, watch });
    const records = await sharedMemory.read('e');
    const [first] = records;
    expect(first?.event).toMatchObject({
      input: { task: 'the task', context: 'around', executionId: 'e' },
      config: {
        tiers: [{ agentId: 'no' }, { agentId: 'unsure' }, { agentId: 'human' }],
        policy: { minConfidence: 0.5 },
      },
    });
    const outputs = records.flatMap(({ event }) => ('output' in event ? [event.output] : []));
    const usage = { inputTokens: 3, outputTokens: 2 };
    const model = { asked: 'm', answered: 'm-1' };
    expect(outputs).toMatchObject([
      { canHandle: false, reasoning: 'r', usage, model, coercions: ['c'] },
      { canHandle: true, reasoning: 'r', usage },
      { result: 'a guess', executionMetadata: { list: [1, { deep: 'value' }] }, usage, model },
      { canHandle: true },
      { result: 'a person says so', executionMetadata: { by: { name: 'ann' } } },
    ]);
    expect(await pattern.resume('e')).toMatchObject({ status: 'completed', result: 'a person says so' });
    expect((await pattern.replay('e')).at(-1)?.snapshot.status).toBe('done');
    expect(await pattern.getHandoffHistory('e')).toMatchObject([{ agentId: 'no' }, { agentId: 'unsure' }, {}]);
    if (sharedMemory.seals !== false) expect(await pattern.verify('e')).toMatchObject({ valid: true });
    await sharedMemory.close();
  });

  test('is not changed through an error, a fork, or what a debugger decided', async () => {
    const sharedMemory = open();
    const input = { context: 'edited', previousAttempts: [{ tierLevel: 7, agentId: 'x', outcome: 'failed' as const }] };
    const pattern = createHandoffPattern({
      tiers: { 1: agentThat('a', { canHandle: false }) },
      policy: { atCap: 'reject' },
      sharedMemory,
    });
    const detach = pattern.observe({ beforeCall: () => ({ type: 'run', input }) });
    const error: unknown = await pattern
      .executeWithHandoff('t', { executionId: 'e' })
      .catch((reason: unknown) => reason);
    if (error instanceof Error && 'attempts' in error) spoil(error.attempts);
    spoil(input);
    expect(error).toMatchObject({ name: 'TiersExhaustedError' });
    detach();
    const output = { canHandle: true, usage: { inputTokens: 9, outputTokens: 9 } };
    await pattern.fork('e', { at: 1, event: { output }, executionId: 'f' });
    spoil(output);
    const [, end] = await sharedMemory.read('e');
    expect(end?.event).toMatchObject({
      output: { editedInput: { context: 'edited', previousAttempts: [{ agentId: 'x' }] } },
    });
    expect(await pattern.resume('e').catch((reason: unknown) => reason)).toMatchObject({
      attempts: [{ agentId: 'a', outcome: 'declined' }],
    });
    const [, forked] = await sharedMemory.read('f');
    expect(forked?.event).toMatchObject({ output: { canHandle: true, usage: { inputTokens: 9 } } });
    await sharedMemory.close();
  });
});
