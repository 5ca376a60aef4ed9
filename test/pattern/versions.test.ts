import { describe, expect, test } from 'vitest';

import { foldRecords } from '../../src/machines/fold.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { machineVersion } from '../../src/machines/version.ts';
import { inMemory } from '../../src/memory/inMemory.ts';
import { sealRecords } from '../../src/memory/chain/sealRecord.ts';
import { verifyRecords } from '../../src/memory/chain/verifyRecords.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { agentThat } from '../support/agents.ts';

/** A wait for a person at tier 2, as a pattern recorded it. */
async function waitOf(change: (record: TransitionRecord) => TransitionRecord = (record) => record) {
  const source = createHandoffPattern({ tiers: { 1: agentThat('a', { canHandle: false }), 2: humanAgent() } });
  await source.executeWithHandoff('t', { executionId: 'e', returnOnWait: true });
  const records = await source.getTransitions('e');
  const sharedMemory = inMemory();
  await sharedMemory.append(records.map((record) => change(structuredClone(record))));
  return sharedMemory;
}

/** Record 0 with another configuration. */
const withConfig = (config: object) => (record: TransitionRecord) => {
  const { event } = record;
  return event.type === 'xstate.init'
    ? { ...record, event: { ...event, config: { ...event.config, ...config } } }
    : record;
};

const ladder = () => ({ 1: agentThat('a', { canHandle: false }), 2: humanAgent() });

describe('record 0 names the version of the machine', () => {
  test('and a wait of an older version is answered under it, though this pattern makes newer ones', async () => {
    const sharedMemory = await waitOf(withConfig({ version: undefined }));
    const pattern = createHandoffPattern({ tiers: ladder(), sharedMemory });
    expect(await pattern.respond('e', { result: 'yes' })).toMatchObject({ status: 'completed', result: 'yes' });
    const [first] = await pattern.getTransitions('e');
    expect(JSON.stringify(first?.event)).not.toContain('version');
    const { executionId } = await pattern.executeWithHandoff('t', { returnOnWait: true });
    expect((await pattern.getTransitions(executionId))[0]?.event).toMatchObject({
      config: { version: machineVersion },
    });
  });

  test('and a policy is the same where it leaves to the defaults what another one spells out', async () => {
    const policy = { routing: 'sequential', minConfidence: 0, onError: 'escalate', atCap: 'execute', maxRetries: 2 };
    const sharedMemory = await waitOf(withConfig({ policy }));
    const pattern = createHandoffPattern({ tiers: ladder(), sharedMemory, policy: { onLimit: 'fail' } });
    expect(await pattern.respond('e', { result: 'yes' })).toMatchObject({ status: 'completed' });
  });

  test('and one that a newer version wrote is called that', async () => {
    const sharedMemory = await waitOf(withConfig({ version: machineVersion + 1 }));
    const pattern = createHandoffPattern({ tiers: ladder(), sharedMemory });
    await expect(pattern.resume('e')).rejects.toThrow('written by a newer version of this package');
    await expect(pattern.replay('e')).rejects.toThrow(`the newest known here is ${machineVersion}`);
    const records = sealRecords(await sharedMemory.read('e'));
    expect(verifyRecords(records)).toMatchObject({ problem: 'impossible', message: expect.stringContaining('newer') });
  });

  test('and an event that this version does not know is said to be of a newer one', async () => {
    const records = await (await waitOf()).read('e');
    const last = records.at(-1);
    const reconsidered = JSON.parse(JSON.stringify({ ...last, event: { type: 'reconsider' } }));
    const unknown = [...records.slice(0, -1), reconsidered];
    expect(() => foldRecords(unknown)).toThrow("its event 'reconsider' is not one of this version");
  });
});

describe('a wait goes on onto the current tiers and policy', () => {
  const newer = () => ({ ...ladder(), 3: agentThat('above') });

  test('where that is said, and is refused else', async () => {
    const sharedMemory = await waitOf();
    const pattern = createHandoffPattern({ tiers: newer(), sharedMemory, policy: { minConfidence: 0.9 } });
    await expect(pattern.respond('e', { result: 'yes' })).rejects.toMatchObject({ path: 'onto' });
    const unsure = await pattern.respond('e', { result: 'perhaps', confidence: 0.5 }, { onto: 'current' });
    expect(unsure).toMatchObject({ status: 'completed', finalTier: 3, result: 'above says hello' });
    const records = await pattern.getTransitions('e');
    const move = records.find(({ event }) => event.type === 'move');
    expect(move).toMatchObject({ from: 'tier2.executing', to: 'tier2.executing', event: { config: pattern.config } });
    expect(foldRecords(records).at(-1)?.snapshot.output).toMatchObject({ finalTier: 3 });
    expect(verifyRecords(sealRecords(records))).toMatchObject({ valid: true });
  });

  test('with a resume as well, where the person is asked again', async () => {
    const sharedMemory = await waitOf();
    const pattern = createHandoffPattern({ tiers: newer(), sharedMemory });
    expect(await pattern.resume('e', { onto: 'current', returnOnWait: true })).toMatchObject({ status: 'waiting' });
    expect(await pattern.respond('e', { result: 'yes' })).toMatchObject({ finalTier: 2 });
  });

  test('and keeps the maxTier that it was begun with', async () => {
    const source = createHandoffPattern({ tiers: newer() });
    await source.executeWithHandoff('t', { executionId: 'e', returnOnWait: true, maxTier: 2 });
    const { sharedMemory } = source;
    const pattern = createHandoffPattern({ tiers: newer(), sharedMemory, policy: { minConfidence: 0.9 } });
    const answered = await pattern.respond('e', { result: 'perhaps', confidence: 0.5 }, { onto: 'current' });
    expect(answered).toMatchObject({ finalTier: 2, result: 'perhaps' });
  });

  test('unless there is no such tier any more', async () => {
    const sharedMemory = await waitOf();
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a'), 5: agentThat('b') }, sharedMemory });
    const refused = pattern.respond('e', { result: 'yes' }, { onto: 'current' });
    await expect(refused).rejects.toThrow('stands at tier 2, and the tiers to move it to are 1, 5');
  });

  test('and nothing is said where they are the recorded ones', async () => {
    const sharedMemory = await waitOf();
    const pattern = createHandoffPattern({ tiers: ladder(), sharedMemory });
    await pattern.respond('e', { result: 'yes' }, { onto: 'current' });
    expect((await pattern.getTransitions('e')).some(({ event }) => event.type === 'move')).toBe(false);
  });

  test('and a fork from before a move goes on under what it copies', async () => {
    const sharedMemory = await waitOf();
    const pattern = createHandoffPattern({ tiers: newer(), sharedMemory, policy: { minConfidence: 0.95 } });
    await pattern.respond('e', { result: 'perhaps', confidence: 0.5 }, { onto: 'current' });
    const event = { output: { canHandle: true } };
    await expect(pattern.fork('e', { at: 1, event })).rejects.toMatchObject({ path: 'onto' });
    const before = createHandoffPattern({ tiers: ladder(), sharedMemory });
    const fork = await before.fork('e', { at: 1, event, executionId: 'f' });
    expect(fork).toMatchObject({ finalTier: 1 });
    expect(await before.replay('f')).toHaveLength((await before.getTransitions('f')).length);
    const moved = await pattern.fork('e', { at: 1, event, onto: 'current', executionId: 'g', returnOnWait: true });
    expect(moved).toMatchObject({ status: 'waiting', finalTier: 2 });
    expect(await pattern.replay('g')).toHaveLength((await pattern.getTransitions('g')).length);
  });

  test('and a fork parts from its parent under them', async () => {
    const sharedMemory = await waitOf();
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a'), 2: agentThat('b') }, sharedMemory });
    const event = { output: { canHandle: true } };
    const fork = await pattern.fork('e', { at: 1, event, onto: 'current' });
    expect(fork).toMatchObject({ finalTier: 1 });
  });
});

test('a tier has a time for its calls of its own', async () => {
  const never = agentThat('slow', { evaluate: () => new Promise(() => undefined) });
  const pattern = createHandoffPattern({
    tiers: { 1: never, 2: agentThat('b') },
    callTimeoutMs: 60_000,
    policy: { maxRetries: 0, tiers: { 1: { callTimeoutMs: 5 } } },
  });
  expect(await pattern.executeWithHandoff('t')).toMatchObject({ finalTier: 2 });
});
