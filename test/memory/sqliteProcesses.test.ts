import { expect, test } from 'vitest';

import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import { nextLine, remainingLines, startChild } from './child.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

test('two processes that append to one execution: one winner for each record, and nothing lost', async () => {
  const file = temporaryDirectory.file();
  const children = ['left', 'right'].map((writer) => ({ writer, child: startChild('raceChild.ts', file, writer) }));
  for (const { child } of children) expect(await nextLine(child)).toBe('ready');
  for (const { child } of children) child.go();
  const winners = new Map<number, string>();
  for (const { writer, child } of children) {
    for (const line of await remainingLines(child)) {
      expect(winners.has(Number(line))).toBe(false);
      winners.set(Number(line), writer);
    }
    expect(await child.ended).toBe(0);
  }

  const memory = sqliteMemory(file);
  const records = await memory.read('race');
  expect(records.map(({ seq }) => seq)).toEqual(sampleRecords('race', { length: 200 }).map(({ seq }) => seq));
  expect(winners.size).toBe(records.length);
  for (const { seq, agentId } of records) expect(winners.get(seq)).toBe(agentId);
  expect((await memory.list()).executions[0]?.length).toBe(records.length);
  await memory.close();
});

test('kill -9 in the middle of writing keeps every record that was acknowledged', async () => {
  const file = temporaryDirectory.file();
  const child = startChild('endlessChild.ts', file);
  const acknowledged: string[] = [];
  while (acknowledged.length < 200) acknowledged.push(await nextLine(child));
  child.process.kill('SIGKILL');
  acknowledged.push(...(await remainingLines(child)));
  expect(await child.ended).toBe('SIGKILL');

  const memory = sqliteMemory(file);
  const page = await memory.list({ limit: 1000 });
  const stored = new Set<string>();
  for (const { executionId, length } of page.executions) {
    const records = await memory.read(executionId);
    expect(records).toEqual(sampleRecords(executionId, { escalations: 3 }).slice(0, length));
    for (const { seq } of records) stored.add(`${executionId} ${seq}`);
  }
  expect(acknowledged.filter((line) => /^\S+ \d+$/.test(line) && !stored.has(line))).toEqual([]);

  const { executionId, length } = page.executions.find(({ status }) => status === 'running') ?? {
    executionId: 'execution-new',
    length: 0,
  };
  const records = sampleRecords(executionId, { escalations: 3 });
  await memory.append(records.slice(length));
  expect(await memory.read(executionId)).toEqual(records);
  await memory.close();
});

test('processes that open a new file at once share one schema', async () => {
  const file = temporaryDirectory.file();
  const ids = ['a', 'b', 'c', 'd'];
  const children = ids.map((id) => startChild('openChild.ts', file, id));
  for (const child of children) expect(await nextLine(child)).toBe('ready');
  for (const child of children) child.go();
  expect(await Promise.all(children.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);

  const memory = sqliteMemory(file);
  for (const id of ids) expect(await memory.read(id)).toEqual(sampleRecords(id));
  await memory.close();
});

test('a process that opens and closes the file takes nothing from one that keeps it open', async () => {
  const file = temporaryDirectory.file();
  const memory = sqliteMemory(file);
  await memory.append(sampleRecords('before'));
  await sqliteMemory(file).close();
  const child = startChild('openChild.ts', file, 'theirs');
  child.go();
  expect(await child.ended).toBe(0);
  await memory.append(sampleRecords('after'));
  await memory.close();

  const again = sqliteMemory(file);
  for (const id of ['before', 'theirs', 'after']) expect(await again.read(id)).toEqual(sampleRecords(id));
  await again.close();
});
