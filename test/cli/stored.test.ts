import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { foldStats } from '../../src/cli/stats.ts';
import type { HandoffOptions } from '../../src/pattern/handoffOptions.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { AgentCallError } from '../../src/services/errors.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { agentThat } from '../support/agents.ts';
import { runHere } from './runHere.ts';

let cwd: string;
let memory: SharedMemory;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'handoff-stored-'));
  memory = sqliteMemory(join(cwd, '.handoff', 'memory.db'));
});
afterEach(async () => {
  await memory.close();
  rmSync(cwd, { recursive: true, force: true });
});

const here = (...args: readonly string[]) => runHere(args, cwd);

const low = agentThat('low', { canHandle: false });
const high = agentThat('high', {
  confidence: 0.996,
  result: 'It is 42.',
  execute: async () => ({
    result: 'It is 42.',
    confidence: 0.996,
    executionMetadata: {},
    usage: { inputTokens: 10, outputTokens: 5 },
    costUsd: 0.01,
  }),
});
const patternOf = (options: HandoffOptions) => createHandoffPattern({ sharedMemory: memory, ...options });

describe('handoff show', () => {
  test('shows the answer, who gave it, how sure it is, and what it cost', async () => {
    await patternOf({ tiers: { 1: low, 2: high } }).executeWithHandoff('What is it?', {
      executionId: 'e1',
      context: 'premium',
    });
    const { code, stdout } = await here('show', 'e1');
    expect(code).toBe(0);
    expect(stdout).toContain('Task: What is it?\nContext: premium\n\nIt is 42.\n');
    expect(stdout).toMatch(/answered by tier 2 \(high\) · confidence 0\.99 · 1 escalation · cost unknown \(15 tokens/);
    expect(JSON.parse((await here('show', 'e1', '--json')).stdout)).toMatchObject({
      executionId: 'e1',
      status: 'completed',
      result: 'It is 42.',
      confidence: 0.996,
      tierLevel: 2,
      agentId: 'high',
      escalationCount: 1,
      next: ['handoff history e1'],
    });
  });

  test('shows why there is no answer: waiting, failed, cancelled', async () => {
    const person = patternOf({ tiers: { 1: humanAgent({ agentId: 'on call' }) } });
    await person.executeWithHandoff('w', { executionId: 'w', returnOnWait: true });
    await person.executeWithHandoff('c', { executionId: 'c', returnOnWait: true });
    await person.cancel('c', 'no need');
    const rejecting = patternOf({ tiers: { 1: low }, policy: { atCap: 'reject' } });
    await rejecting.executeWithHandoff('f', { executionId: 'f' }).catch(() => undefined);
    expect((await here('show', 'w')).stdout).toContain('Waiting for a person since 2');
    expect((await here('show', 'c')).stdout).toContain('Cancelled: no need');
    expect((await here('show', 'f')).stdout).toContain('Failed: ');
  });

  test('names the parent of a fork', async () => {
    const pattern = patternOf({ tiers: { 1: low, 2: high } });
    await pattern.executeWithHandoff('t', { executionId: 'parent' });
    await pattern.fork('parent', { executionId: 'child', at: 1, event: { output: { canHandle: true } } });
    expect((await here('show', 'child')).stdout).toContain('forked from parent at record 1');
  });
});

describe('an id', () => {
  test('may be cut to any beginning that no other has, for every command that takes one', async () => {
    const pattern = patternOf({ tiers: { 1: low, 2: high } });
    for (const executionId of ['order-1', 'order-12', 'order-13', 'other'])
      await pattern.executeWithHandoff(`task of ${executionId}`, { executionId });
    for (const command of ['show', 'history', 'replay', 'verify', 'export', 'watch'])
      expect(await here(command, 'ot')).toMatchObject({ code: 0, stderr: '' });
    // A whole id counts, whatever else begins with it.
    expect((await here('show', 'order-1')).stdout).toContain('task of order-1\n');
    const ambiguous = await here('show', 'order');
    expect(ambiguous).toMatchObject({ code: 2, stderr: expect.stringContaining('beginning of 3 execution ids') });
    for (const id of ['order-1', 'order-12', 'order-13'])
      expect(ambiguous.stderr).toMatch(new RegExp(`^  ${id}  completed  task of ${id}$`, 'm'));
    for (const id of ['', 'nope', 'other2']) expect((await here('show', id)).code).toBe(2);
    expect((await here('erase', 'oth', 'task')).stdout).toBe('other: task erased.\n');
  });
});

describe('handoff stats', () => {
  test('sums up who answered, what escalated, what failed and what it cost', async () => {
    const limited = agentThat('limited', {
      evaluate: async () => {
        throw new AgentCallError('limited', 'unavailable', 'Down.', { status: 503 });
      },
    });
    const pattern = patternOf({ tiers: { 1: low, 2: high }, policy: { maxRetries: 0 } });
    for (let index = 0; index < 3; index += 1) await pattern.executeWithHandoff(`t${index}`);
    await patternOf({ tiers: { 1: limited, 2: high }, policy: { maxRetries: 0 } }).executeWithHandoff('f');
    await patternOf({ tiers: { 1: humanAgent() } }).executeWithHandoff('w', { returnOnWait: true });
    const { stdout } = await here('stats');
    expect(stdout).toContain('5 executions: 1 waiting, 4 completed\n');
    expect(stdout).toMatch(/^ {2}tier 2 \(high\) {2}4 {2}100 %$/m);
    expect(stdout).toMatch(/^Escalated {2}4 of 5, 80 %$/m);
    expect(stdout).toMatch(/^Calls .*, 1 failed: 1 × the server is busy or broken \(503\)$/m);
    expect(stdout).toMatch(/^Cost {7}\$0\.040000 and more: unknown for \d+ of \d+ calls, 40 tokens in and 20 out$/m);
    expect(JSON.parse((await here('stats', '--json')).stdout)).toMatchObject({
      executions: 5,
      byStatus: { completed: 4, waiting: 1 },
      byFinalTier: [{ tierLevel: 2, agentId: 'high', executions: 4 }],
      escalated: 4,
      failedCalls: [{ reason: 'unavailable 503', calls: 1 }],
      costUsd: expect.closeTo(0.04, 9),
    });
    expect((await here('stats', '--since', '2100-01-01')).stdout).toContain('No executions since 2100');
    for (const time of ['soon', '0', '2026-02-30']) expect((await here('stats', '--since', time)).code).toBe(2);
  });

  test('of nothing is nothing', () => {
    expect(foldStats().stats).toMatchObject({ executions: 0, costUsd: 0, byFinalTier: [] });
  });
});

describe('handoff fork', () => {
  test('begins a new execution from another, and leaves that as it was', async () => {
    await here('run', 'Where can I download my invoices?');
    const { executions } = JSON.parse((await here('list', '--json')).stdout);
    const [{ executionId }] = executions;
    const before = await memory.read(executionId);
    const forked = await here(
      'fork',
      executionId.slice(0, 8),
      '--at',
      '1',
      '--output',
      '{"canHandle": false}',
      '--json',
    );
    expect(JSON.parse(forked.stdout).executionId).not.toBe(executionId);
    expect(await memory.read(executionId)).toEqual(before);
    const failing = await here('fork', executionId, '--at', '1', '--error', 'no disk', '--json');
    expect(JSON.parse(failing.stdout)).toMatchObject({ escalationCount: expect.any(Number) });
    for (const wrong of [
      ['--output', 'yes'],
      ['--output', '[1]'],
      ['--output', '{}', '--error', 'e'],
      ['--at', '99'],
      ['--at', 'x'],
    ])
      expect((await here('fork', executionId, '--at', '1', ...wrong)).code).toBe(2);
  });
});
