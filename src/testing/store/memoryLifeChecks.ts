import assert from 'node:assert/strict';

import { at, rejectsAsConcurrent, rejectsAsMemoryError, type MemoryCheck } from './memoryCheck.ts';
import { claimOf } from './memoryClaims.ts';
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
    name: 'deletes many executions, and says how many there were',
    async check(memory) {
      const ids = Array.from({ length: 40 }, (_, index) => `many-${index}`);
      for (const id of [...ids, 'kept']) await memory.append(sampleRecords(id));
      assert.equal(await memory.deleteMany([]), 0);
      const asked = [...ids, 'nobody', '', 'kept\ud800', 'many-3', 'many-39'];
      assert.equal(await memory.deleteMany(asked), 40);
      assert.equal(await memory.deleteMany(ids), 0);
      for (const id of ids) assert.deepEqual(await memory.read(id), []);
      assert.deepEqual(await memory.read('kept'), sampleRecords('kept'));
      assert.deepEqual(
        (await memory.list()).executions.map(({ executionId }) => executionId),
        ['kept'],
      );
    },
  },
  {
    name: 'deletes many after what was appended without waiting',
    async check(memory) {
      const [, deleted] = await Promise.all([memory.append(sampleRecords('quick')), memory.deleteMany(['quick'])]);
      assert.equal(deleted, 1);
      assert.deepEqual(await memory.read('quick'), []);
    },
  },
  {
    name: 'repairs what is in order without changing it, and knows nothing to repair of an unknown execution',
    async check(memory) {
      for (const end of ['running', 'waiting', 'resumed', 'completed'] as const) {
        const times = { deadline: '2026-03-01T00:00:00.000Z', waitDeadline: '2026-02-01T00:00:00.000Z' };
        await memory.append(sampleRecords(end, { end, escalations: 2, ...times }));
        const before = await memory.find(end);
        assert.equal(await memory.repair(end), true);
        assert.deepEqual(await memory.find(end), before);
      }
      const records = sampleRecords('running', { escalations: 2, end: 'completed' });
      await memory.append(records.slice(-1));
      for (const id of ['nobody', '', 'a\ud800']) assert.equal(await memory.repair(id), false);
      assert.equal((await memory.list()).executions.length, 4);
    },
  },
  {
    name: 'tells the time, which does not go back',
    async check(memory) {
      let before = 0;
      for (let round = 0; round < 5; round += 1) {
        const now = await memory.now();
        assert.ok(Number.isSafeInteger(now) && now >= before, `It is ${now} after ${before}.`);
        before = now;
      }
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
      await rejectsAsMemoryError(memory.deleteMany(['closed']));
      await rejectsAsMemoryError(memory.find('closed'));
      await rejectsAsMemoryError(memory.repair('closed'));
      const claim = claimOf('host:1');
      await rejectsAsMemoryError(memory.acquire('closed', claim));
      await rejectsAsMemoryError(memory.renew('closed', claim));
      await rejectsAsMemoryError(memory.release('closed', claim.token));
      await rejectsAsMemoryError(memory.now());
    },
  },
];
