import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { HandoffOptions } from '../../src/pattern/handoffOptions.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { sampleKnowledge } from '../../src/services/knowledge/sampleKnowledge.ts';
import { runHere } from '../cli/runHere.ts';
import { agentThat } from '../support/agents.ts';

const unknown = 'Which colour has the ceiling of your lobby?';
const known = 'Where can I download my invoices?';

beforeEach(() => {
  for (const name of ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'HANDOFF_PROVIDER', 'HANDOFF_MODEL'])
    vi.stubEnv(name, undefined);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const ladders: readonly (readonly [string, HandoffOptions, { readonly maxTier?: number }, number])[] = [
  ['nothing set, maxTier 1', {}, { maxTier: 1 }, 1],
  ['nothing set, maxTier 2', {}, { maxTier: 2 }, 2],
  ['numTiers 2', { numTiers: 2 }, {}, 2],
  ['numTiers 1', { numTiers: 1 }, {}, 1],
  ["provider 'embedded'", { provider: 'embedded', numTiers: 2 }, {}, 2],
  ['knowledge of its own', { knowledge: sampleKnowledge() }, { maxTier: 2 }, 2],
  ['another part of the policy', { numTiers: 1, policy: { minConfidence: 0.5 } }, {}, 1],
];

describe('what the embedded ladder does not know goes to a person at the cap', () => {
  test.for(ladders)('with %s', async ([, options, executeOptions, cap]) => {
    const pattern = createHandoffPattern(options);
    const result = await pattern.executeWithHandoff(unknown, executeOptions);
    expect(result).toMatchObject({ status: 'waiting', result: null, finalTier: cap, capped: true });
    if (result.status !== 'waiting') return;
    expect(result.attempts.map(({ tierLevel, outcome }) => `${tierLevel} ${outcome}`)).toEqual(
      Array.from({ length: cap }, (_, index) => `${index + 1} declined`),
    );
    for (const { reasoning } of result.attempts) expect(reasoning).toBeTruthy();
  });

  test('chosen by the environment', async () => {
    vi.stubEnv('HANDOFF_PROVIDER', 'embedded');
    const result = await createHandoffPattern().executeWithHandoff(unknown, { maxTier: 1 });
    expect(result).toMatchObject({ status: 'waiting', capped: true });
  });

  test('through stream(), whose last event says so', async () => {
    const events = [];
    for await (const event of createHandoffPattern({ numTiers: 1 }).stream(unknown)) events.push(event);
    expect(events.at(-1)).toMatchObject({ type: 'result', result: { status: 'waiting', capped: true } });
  });

  test.for([['--max-tier', '1'], ['--max-tier', '2'], []])(
    'on the command line, which ends with 3 and says how to answer: %o',
    async (options) => {
      const cwd = mkdtempSync(join(tmpdir(), 'handoff-embedded-'));
      try {
        const { code, stdout, stderr } = await runHere(['run', unknown, ...options], cwd);
        expect({ code, stdout }).toEqual({ code: 3, stdout: expect.stringContaining('No answer was made up.') });
        expect(stdout).toContain('handoff respond ');
        expect(stderr).toContain('waits for a person');
        expect(stderr).not.toContain('does its best');
      } finally {
        rmSync(cwd, { recursive: true, force: true });
      }
    },
  );

  test('in a fork of an answer', async () => {
    const pattern = createHandoffPattern({ numTiers: 1 });
    const { executionId } = await pattern.executeWithHandoff(known);
    const fork = await pattern.fork(executionId, { at: 1, event: { output: { canHandle: false } } });
    expect(fork).toMatchObject({ status: 'waiting', capped: true, finalTier: 1 });
  });

  test('and still waits where it is resumed, unless whoever resumes it wants to wait too', async () => {
    const pattern = createHandoffPattern({ numTiers: 1 });
    const { executionId } = await pattern.executeWithHandoff(unknown);
    const another = createHandoffPattern({ numTiers: 1, sharedMemory: pattern.sharedMemory });
    expect(await another.resume(executionId)).toMatchObject({ status: 'waiting' });
    const awaited = another.resume(executionId, { returnOnWait: false });
    await another.respond(executionId, { result: 'White.' });
    expect(await awaited).toMatchObject({ status: 'completed', result: 'White.' });
  });

  test('who sees what the tiers said, and answers', async () => {
    const pattern = createHandoffPattern({ numTiers: 2 });
    const { executionId } = await pattern.executeWithHandoff(unknown, { context: 'A visitor asks.' });
    expect(await pattern.pending()).toMatchObject({ executions: [{ executionId, waiting: { deadline: null } }] });
    expect(await pattern.getPending(executionId)).toMatchObject({
      executionId,
      task: unknown,
      attempts: [{ tierLevel: 1 }, { tierLevel: 2 }],
    });
    expect(await pattern.respond(executionId, { result: 'White.' })).toMatchObject({
      status: 'completed',
      result: 'White.',
      finalTier: 2,
      capped: true,
    });
    expect(await pattern.getHandoffHistory(executionId)).toMatchObject([
      { agentId: 'keyword', handoffDecision: 'escalate', capped: false },
      { agentId: 'semantic', handoffDecision: 'execute', capped: true },
    ]);
  });

  test('unless the policy says otherwise', async () => {
    const rejecting = createHandoffPattern({ numTiers: 1, policy: { atCap: 'reject' } });
    await expect(rejecting.executeWithHandoff(unknown)).rejects.toThrow('No tier could answer');
    const trying = createHandoffPattern({ numTiers: 1, policy: { atCap: 'execute' } });
    await expect(trying.executeWithHandoff(unknown)).rejects.toThrow('makes none up');
  });

  test('and nothing of that for own agents', () => {
    const { config } = createHandoffPattern({
      tiers: { 1: agentThat('a') },
    });
    expect(config.policy.atCap).toBe('execute');
    expect(createHandoffPattern().config.policy.atCap).toBe('human');
  });
});
