import assert from 'node:assert/strict';

import { at, rejectsAsConcurrent, rejectsAsMemoryError, type MemoryCheck } from './memoryCheck.ts';
import { sampleRecords } from './sampleRecords.ts';

/** Deleting, and closing. */
export const lifeChecks: readonly MemoryCheck[] = [
  {
    name: 'knows no records of an unknown execution',
    async check(memory) {
      assert.deepEqual(await memory.read('nobody'), []);
    },
  },
  {
    name: 'deletes one execution with its records, and no other',
    async check(memory) {
      await memory.append(sampleRecords('keep'));
      await memory.append(sampleRecords('drop'));
      assert.equal(await memory.delete('drop'), true);
      assert.deepEqual(await memory.read('drop'), []);
      assert.deepEqual(await memory.read('keep'), sampleRecords('keep'));
      assert.deepEqual(
        (await memory.list()).executions.map(({ executionId }) => executionId),
        ['keep'],
      );
    },
  },
  {
    name: 'has nothing to delete of an unknown execution',
    async check(memory) {
      assert.equal(await memory.delete('nobody'), false);
    },
  },
  {
    name: 'refuses to continue what was deleted, and begins it anew',
    async check(memory) {
      const records = sampleRecords('again');
      await memory.append(records.slice(0, 2));
      await memory.delete('again');
      await rejectsAsConcurrent(memory.append([at(records, 2)]), 2, 0);
      await memory.append(records);
      assert.deepEqual(await memory.read('again'), records);
      assert.equal(await memory.delete('again'), true);
      assert.equal(await memory.delete('again'), false);
    },
  },
  {
    name: 'closes more than once',
    async check(memory) {
      await memory.close();
      await memory.close();
    },
  },
  {
    name: 'stores what was appended before closing, or says that it did not',
    async check(memory) {
      const appended = memory.append(sampleRecords('last'));
      await memory.close();
      await appended;
    },
  },
  {
    name: 'refuses everything after closing',
    async check(memory) {
      await memory.append(sampleRecords('closed'));
      await memory.close();
      await rejectsAsMemoryError(memory.append(sampleRecords('later')));
      await rejectsAsMemoryError(memory.rewrite(sampleRecords('closed')));
      await rejectsAsMemoryError(memory.read('closed'));
      await rejectsAsMemoryError(memory.list());
      await rejectsAsMemoryError(memory.delete('closed'));
    },
  },
];
