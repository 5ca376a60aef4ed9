import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

import { describe, expect, test } from 'vitest';

import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import {
  eraseExecution,
  exportExecutions,
  importExecutions,
  pruneExecutions,
  verifyExecution,
} from '../../src/memory/archive.ts';
import { everyExecution } from '../../src/memory/everyExecution.ts';
import { sealRecords } from '../../src/memory/chain/sealRecord.ts';
import { MemoryError } from '../../src/memory/errors.ts';
import { inMemory } from '../../src/memory/inMemory.ts';
import { sampleRecords, type SampleOptions } from '../../src/testing/store/sampleRecords.ts';

const ends: readonly NonNullable<SampleOptions['end']>[] = ['running', 'waiting', 'completed', 'failed', 'cancelled'];

async function memoryOf(...executions: readonly (readonly TransitionRecord[])[]) {
  const memory = inMemory();
  for (const records of executions) await memory.append(records);
  return memory;
}

async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test('every execution is found, however many pages there are', async () => {
  const [first] = sampleRecords('e');
  if (first === undefined) throw new Error('A sample has records.');
  const ids = Array.from({ length: 2_001 }, (_, index) => `e${index}`);
  const memory = await memoryOf(...ids.map((executionId) => [{ ...first, executionId }]));
  const found = await collected(everyExecution(memory));
  expect(found.map(({ executionId }) => executionId).toSorted()).toEqual(ids.toSorted());
});

describe('pruning', () => {
  test('deletes what is over, and leaves what runs or waits', async () => {
    const memory = await memoryOf(...ends.map((end) => sampleRecords(end, { end })));
    expect(await pruneExecutions(memory, { before: '2026-01-01T00:00:00.000Z' })).toBe(0);
    expect(await pruneExecutions(memory, { before: '2026-01-01T00:00:00.001Z' })).toBe(3);
    const left = (await memory.list()).executions.map(({ executionId }) => executionId);
    expect(left.toSorted()).toEqual(['running', 'waiting']);
  });

  test.for(['2026-02-30', '2026-02-30T10:00:00Z', '0', '2026', 'soon', '', '2026-01-32', new Date(Number.NaN)])(
    'deletes nothing before %s, which is no time',
    async (before) => {
      const memory = await memoryOf(sampleRecords('a'));
      await expect(pruneExecutions(memory, { before })).rejects.toThrow('ISO 8601');
      expect((await memory.list()).executions).toHaveLength(1);
    },
  );

  test.for(['2026-02-28', '2028-02-29', '2026-01-31T10:00Z', '2026-01-31T10:00:00+02:00', '2026-01-31 10:00'])(
    'takes %s',
    async (before) => {
      expect(await pruneExecutions(await memoryOf(sampleRecords('a')), { before })).toBe(1);
    },
  );

  test('does not count what somebody else deleted meanwhile', async () => {
    const memory = await memoryOf(sampleRecords('a'), sampleRecords('b'));
    const other = {
      ...memory,
      deleteMany: (ids: readonly string[]) => memory.deleteMany(ids.filter((id) => id === 'a')),
    };
    expect(await pruneExecutions(other, { before: '2027-01-01' })).toBe(1);
  });
});

test('erasing is not said to be done before it is', async () => {
  const memory = await memoryOf(sampleRecords('a', { task: 'secret' }));
  expect(await eraseExecution(memory, 'a', ['task'])).toBe(true);
  expect(JSON.stringify(await memory.read('a'))).not.toContain('secret');
  expect(await eraseExecution(memory, 'b', ['task'])).toBe(false);
  const full = { ...memory, rewrite: () => Promise.reject(new MemoryError('full', 'rewrite', 'There is no room.')) };
  await expect(eraseExecution(full, 'a', ['task'])).rejects.toThrow('There is no room.');
});

test('an anchor says what the records alone cannot', async () => {
  const records = sealRecords(sampleRecords('a'));
  const memory = await memoryOf(records);
  expect(await verifyExecution(memory, 'a')).toMatchObject({ valid: true });
  expect(await verifyExecution(memory, 'a', { length: records.length + 1 })).toMatchObject({ problem: 'truncated' });
  expect(await verifyExecution(memory, 'b')).toBeUndefined();
});

describe('what is imported', () => {
  test('may come from a reader that begins before anybody iterates it', async () => {
    const exported = await collected(exportExecutions(await memoryOf(sampleRecords('a'))));
    const lines = createInterface({ input: Readable.from(exported) });
    expect(await importExecutions(inMemory(), lines)).toBe(1);
  });

  test('can come from a memory that seals nothing, and is counted once', async () => {
    const lines = await collected(exportExecutions(await memoryOf(sampleRecords('a'), sampleRecords('b'))));
    const memory = inMemory();
    expect(await importExecutions(memory, lines)).toBe(2);
    expect(await importExecutions(memory, lines)).toBe(0);
    expect(await verifyExecution(memory, 'a')).toMatchObject({ valid: true });
  });

  test('does not take the place of other records, not even of as many', async () => {
    const memory = await memoryOf(sealRecords(sampleRecords('a', { task: 'mine' })));
    const lines = exportExecutions(await memoryOf(sampleRecords('a', { task: 'theirs' })));
    await expect(importExecutions(memory, lines)).rejects.toThrow('with other records');
  });
});
