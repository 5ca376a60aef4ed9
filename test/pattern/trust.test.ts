import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inspect } from 'node:util';

import { LLMock } from '@copilotkit/aimock';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';

import { exportExecutions, importExecutions } from '../../src/memory/archive.ts';
import { inMemory } from '../../src/memory/inMemory.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { agentThat } from '../support/agents.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handoff-trust-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

async function stored(task = 'Jane Doe, Elm Street 5, cannot sign in') {
  const path = join(folder, 'memory.db');
  const sharedMemory = sqliteMemory(path);
  onTestFinished(() => sharedMemory.close());
  const tiers = { 1: agentThat('a', { canHandle: false }), 2: agentThat('b', { result: 'Dear Jane Doe, …' }) };
  const pattern = createHandoffPattern({ tiers, sharedMemory });
  const result = await pattern.executeWithHandoff(task, { executionId: 'e', context: 'from jane@example.com' });
  return { path, sharedMemory, pattern, result };
}

describe('the hash chain', () => {
  test('verifies what was stored, also what was resumed, forked and answered later', async () => {
    const { pattern } = await stored();
    expect(await pattern.verify('e')).toMatchObject({ valid: true, length: 5 });
    await pattern.fork('e', { at: 1, event: { output: { canHandle: true } }, executionId: 'fork' });
    expect(await pattern.verify('fork')).toMatchObject({ valid: true });
    await expect(pattern.verify('nope')).rejects.toMatchObject({ name: 'UnknownExecutionError' });
  });

  test('names a record that was changed behind its back', async () => {
    const { path, pattern } = await stored();
    const database = new DatabaseSync(path);
    database.exec("UPDATE records SET record = replace(record, '0.9', '0.1') WHERE seq = 4");
    database.close();
    expect(await pattern.verify('e')).toMatchObject({ valid: false, seq: 4, problem: 'changed' });
  });

  test('shows a missing end to whoever kept its head', async () => {
    const { path, pattern } = await stored();
    const whole = await pattern.verify('e');
    const head = whole.valid ? whole.head : '';
    const database = new DatabaseSync(path);
    database.exec('DELETE FROM records WHERE seq = 4');
    database.close();
    expect(await pattern.verify('e', { head })).toMatchObject({ valid: false });
  });
});

describe('erasing personal data', () => {
  test('leaves no trace in the file, and the chain, the states and the decisions stay', async () => {
    const { path, pattern, sharedMemory } = await stored();
    const before = await pattern.replay('e');
    await pattern.erase('e', ['task', 'context', 'result']);
    expect(await pattern.verify('e')).toMatchObject({ valid: true });
    const after = await pattern.replay('e');
    expect(after.map(({ snapshot }) => snapshot.value)).toEqual(before.map(({ snapshot }) => snapshot.value));
    expect(await pattern.getHandoffHistory('e')).toHaveLength(2);
    expect((await sharedMemory.list()).executions[0]?.task).toBe('[erased]');
    await sharedMemory.close();
    for (const file of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, file), 'latin1');
      for (const secret of ['Jane', 'Elm Street', 'jane@example.com'])
        expect(bytes, `${path}: ${file}`).not.toContain(secret);
    }
  });

  test('knows its fields and its executions', async () => {
    const { pattern } = await stored();
    await expect(pattern.erase('nope', ['task'])).rejects.toMatchObject({ name: 'UnknownExecutionError' });
    const erase = (...args: readonly unknown[]): unknown => Reflect.apply(pattern.erase, pattern, args);
    await expect(erase('e', ['tsak'])).rejects.toMatchObject({ name: 'ConfigurationError' });
  });
});

describe('redaction', () => {
  test('changes what is stored, and not what agents and callers see', async () => {
    const agent = agentThat('a', { result: 'Dear Jane, done.' });
    const redact = (
      record: Parameters<NonNullable<Parameters<typeof createHandoffPattern>[0]>['redact'] & object>[0],
    ) => JSON.parse(JSON.stringify(record).replaceAll('Jane', 'J.'));
    const sharedMemory = sqliteMemory(join(folder, 'memory.db'));
    onTestFinished(() => sharedMemory.close());
    const pattern = createHandoffPattern({ tiers: { 1: agent }, sharedMemory, redact });
    const result = await pattern.executeWithHandoff('Jane asks', { executionId: 'e' });
    expect(result.result).toBe('Dear Jane, done.');
    expect(agent.evaluations[0]?.task).toBe('Jane asks');
    expect(JSON.stringify(await pattern.getTransitions('e'))).not.toContain('Jane');
    expect(await pattern.verify('e')).toMatchObject({ valid: true });
    expect((await pattern.replay('e')).at(-1)?.snapshot.output).toMatchObject({ result: 'Dear J., done.' });
  });

  test('may not change what replaying depends on', async () => {
    const redact = (record: { readonly seq: number }) => JSON.parse(JSON.stringify({ ...record, seq: 7 }));
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') }, redact });
    await expect(pattern.executeWithHandoff('t')).rejects.toMatchObject({ name: 'ConfigurationError' });
  });
});

describe('a planted key', () => {
  const key = 'sk-planted-0123456789abcdefghij';

  test('enters no record, no error and no warning, whatever a server echoes or an agent throws', async () => {
    vi.stubEnv('OPENAI_API_KEY', key);
    onTestFinished(() => void vi.unstubAllEnvs());
    const mock = await LLMock.create({ port: 0 });
    onTestFinished(() => mock.stop());
    mock.on({}, { error: { message: `Incorrect API key provided: ${key}` }, status: 401 });
    const leaky = agentThat('leaky', {
      evaluate: () => Promise.reject(new Error(`GET / with Authorization: Bearer ${key} failed`)),
    });
    const sharedMemory = sqliteMemory(join(folder, 'memory.db'));
    onTestFinished(() => sharedMemory.close());
    const models = createHandoffPattern({ numTiers: 2, baseURL: `${mock.url}/v1`, sharedMemory });
    const own = createHandoffPattern({ tiers: { 1: leaky }, sharedMemory });
    for (const [executionId, pattern] of [
      ['models', models],
      ['own', own],
    ] as const) {
      const error: unknown = await pattern.executeWithHandoff('t', { executionId }).catch((reason: unknown) => reason);
      expect(String(error)).not.toContain(key);
      expect(JSON.stringify(error)).not.toContain(key);
      if (executionId === 'models') expect(inspect(error, { depth: 9 })).not.toContain(key);
      expect(JSON.stringify(await pattern.getTransitions(executionId))).not.toContain(key);
    }
  });
});

describe('retention', () => {
  test('deletes what is over and older, and leaves what still runs or waits', async () => {
    const { pattern, sharedMemory } = await stored();
    const [first] = await pattern.getTransitions('e');
    if (first === undefined) throw new Error('expected a record');
    await sharedMemory.append([{ ...first, executionId: 'running' }]);
    expect(await pattern.prune({ before: '2020-01-01' })).toBe(0);
    expect(await pattern.prune({ before: new Date(Date.now() + 1_000) })).toBe(1);
    expect((await sharedMemory.list()).executions.map(({ executionId }) => executionId)).toEqual(['running']);
    await expect(pattern.prune({ before: 'yesterday' })).rejects.toMatchObject({ name: 'ConfigurationError' });
    const withoutOptions: unknown = Reflect.apply(pattern.prune, undefined, []);
    await expect(withoutOptions).rejects.toMatchObject({ name: 'ConfigurationError' });
  });

  test('moves executions from one memory to another, whole', async () => {
    const { pattern, sharedMemory } = await stored();
    const other = inMemory();
    expect(await importExecutions(other, exportExecutions(sharedMemory))).toBe(1);
    expect(await other.read('e')).toEqual(await pattern.getTransitions('e'));
  });

  test('imports a file again without harm, and refuses an execution that is there with other records', async () => {
    const { sharedMemory } = await stored();
    const other = inMemory();
    await importExecutions(other, exportExecutions(sharedMemory));
    expect(await importExecutions(other, exportExecutions(sharedMemory))).toBe(0);
    const namesake = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    await namesake.executeWithHandoff('t', { executionId: 'e' });
    await expect(importExecutions(other, exportExecutions(namesake.sharedMemory))).rejects.toMatchObject({
      name: 'MemoryError',
      message: expect.stringContaining("'e' is in this memory already"),
    });
  });

  test('seals what a memory without seals gives away', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    await pattern.executeWithHandoff('t', { executionId: 'e' });
    expect(await pattern.verify('e')).toMatchObject({ valid: false, problem: 'unsealed' });
    const other = inMemory();
    await importExecutions(other, exportExecutions(pattern.sharedMemory));
    expect((await other.read('e'))[0]?.seal).toBeDefined();
  });
});
