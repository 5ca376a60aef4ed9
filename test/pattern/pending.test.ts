import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { inMemory } from '../../src/memory/inMemory.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { agentThat, hanging } from '../support/agents.ts';

const tiers = () => ({ 1: agentThat('bot', { canHandle: false }), 2: humanAgent({ agentId: 'ann' }) });

/** So many executions that wait, the first of them longest. */
async function waiting(count: number, sharedMemory = inMemory()) {
  const pattern = createHandoffPattern({ tiers: tiers(), sharedMemory });
  const ids = Array.from({ length: count }, (_, index) => `e${index}`);
  for (const executionId of ids)
    await pattern.executeWithHandoff('t', { executionId, context: 'c', returnOnWait: true });
  return { pattern, sharedMemory, ids };
}

/** A record of it says what the machine would not have done. */
async function spoiled(sharedMemory: SharedMemory, executionId: string): Promise<void> {
  const records = await sharedMemory.read(executionId);
  await sharedMemory.rewrite(records.map((record) => (record.seq === 1 ? { ...record, tierLevel: 9 } : record)));
}

describe('pending', () => {
  test('lists those that wait page by page, oldest first, and reads no record', async () => {
    const { sharedMemory, ids } = await waiting(5);
    const read = vi.spyOn(sharedMemory, 'read');
    const pattern = createHandoffPattern({ tiers: tiers(), sharedMemory });
    const first = await pattern.pending({ limit: 3 });
    expect(first.executions.map(({ executionId }) => executionId)).toEqual(ids.slice(0, 3));
    const second = await pattern.pending({ limit: 3, cursor: first.nextCursor ?? '' });
    expect(second).toMatchObject({ executions: [{ executionId: 'e3' }, { executionId: 'e4' }], nextCursor: null });
    expect(first.executions[0]).toMatchObject({ task: 't', waiting: { deadline: null } });
    expect(read).not.toHaveBeenCalled();
    await expect(pattern.pending({ limit: 0 })).rejects.toMatchObject({ name: 'ConfigurationError', path: 'limit' });
  });

  test('tells of one what a person needs to answer it', async () => {
    const { pattern } = await waiting(1);
    expect(await pattern.getPending('e0')).toMatchObject({
      task: 't',
      context: 'c',
      waiting: { deadline: null },
      attempts: [{ agentId: 'bot', outcome: 'declined' }],
    });
    await expect(pattern.getPending('nope')).rejects.toMatchObject({ name: 'UnknownExecutionError' });
    await pattern.respond('e0', { result: 'x' });
    await expect(pattern.getPending('e0')).rejects.toMatchObject({ name: 'NotWaitingError' });
  });
});

describe('one execution that does not fold', () => {
  test('is listed with the others, and can be cancelled', async () => {
    const { pattern, sharedMemory } = await waiting(3);
    await spoiled(sharedMemory, 'e1');
    expect((await pattern.pending()).executions.map(({ executionId }) => executionId)).toEqual(['e0', 'e1', 'e2']);
    await expect(pattern.respond('e1', { result: 'x' })).rejects.toMatchObject({ name: 'ReplayError' });
    expect(await pattern.cancel('e1', 'It is damaged.')).toBe(true);
    expect(await pattern.cancel('e1')).toBe(false);
    expect((await pattern.getTransitions('e1')).at(-1)).toMatchObject({
      to: 'cancelled',
      event: { type: 'cancel', reason: 'It is damaged.' },
    });
    expect((await pattern.pending()).executions.map(({ executionId }) => executionId)).toEqual(['e0', 'e2']);
  });

  test('is an outcome of resumeAll, beside those of the others', async () => {
    const { pattern: source, sharedMemory } = await waiting(2);
    const broken = (await source.getTransitions('e1')).slice(0, 3);
    await sharedMemory.append(broken.map((record) => ({ ...record, executionId: 'broken', tierLevel: 9 })));
    const progress: unknown[] = [];
    const outcomes = await createHandoffPattern({ tiers: tiers(), sharedMemory }).resumeAll({
      onProgress: (made) => progress.push(made),
    });
    const byId = new Map(outcomes.map((outcome) => [outcome.executionId, outcome]));
    expect(byId.get('broken')).toMatchObject({ error: { name: 'ReplayError' } });
    expect(byId.get('e0')).toMatchObject({ waiting: { deadline: null } });
    expect(byId.size).toBe(3);
    expect(progress.at(-1)).toEqual({ done: 3, found: 3 });
  });
});

describe('resumeAll', () => {
  test('warns of an onProgress that throws, at once or later, and goes on', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    onTestFinished(() => warned.mockRestore());
    const { sharedMemory } = await waiting(2);
    const mistakes = [
      () => {
        throw new Error('mine');
      },
      () => Promise.reject(new Error('mine')),
    ];
    for (const onProgress of mistakes) {
      warned.mockClear();
      const pattern = createHandoffPattern({ tiers: tiers(), sharedMemory });
      expect(await pattern.resumeAll({ onProgress })).toHaveLength(2);
      await pattern.suspend();
      expect(warned).toHaveBeenCalledTimes(2);
      expect(warned).toHaveBeenLastCalledWith(expect.stringContaining('onProgress'), 'HandoffWarning');
    }
  });

  test('takes only what nobody holds, as many as it may, and none after it is aborted', async () => {
    const sharedMemory = inMemory();
    const source = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    for (let index = 0; index < 6; index += 1) {
      const executionId = `e${index}`;
      await source.executeWithHandoff('t', { executionId });
      await sharedMemory.append((await source.getTransitions(executionId)).slice(0, 1));
    }
    const holder = createHandoffPattern({
      tiers: { 1: agentThat('a', { evaluate: (_input, signal) => hanging(signal) }) },
      sharedMemory,
    });
    holder.resume('e0').catch(() => undefined);
    await vi.waitUntil(async () => (await sharedMemory.find('e0'))?.lease !== null);
    const agent = agentThat('a');
    const pattern = createHandoffPattern({ tiers: { 1: agent }, sharedMemory });
    expect(await pattern.resumeAll({ abortSignal: AbortSignal.abort() })).toEqual([]);
    expect(await pattern.resumeAll({ limit: 2 })).toHaveLength(2);
    const rest = await pattern.resumeAll();
    expect(rest.map(({ executionId }) => executionId)).not.toContain('e0');
    expect(rest).toHaveLength(3);
    expect(agent.evaluations).toHaveLength(5);
    await holder.suspend({ timeoutMs: 0 });
    expect(await pattern.resumeAll()).toMatchObject([{ executionId: 'e0', result: { status: 'completed' } }]);
  });
});
