import assert from 'node:assert/strict';

import { ConcurrentExecutionError } from '../../memory/errors.ts';
import { at, rejectsAsConcurrent, rejectsAsMemoryError, type MemoryCheck } from './memoryCheck.ts';
import { sampleRecords } from './sampleRecords.ts';

/** Replacing the records of an execution. */
export const rewriteChecks: readonly MemoryCheck[] = [
  {
    name: 'rewrites all records of one execution, and no other',
    async check(memory) {
      await memory.append(sampleRecords('erased', { task: 'My name is Ada', result: 'Hello Ada' }));
      await memory.append(sampleRecords('other', { task: 'My name is Ada' }));
      const erased = sampleRecords('erased', { task: '[erased]', result: 'a\0b \ud800 [erased]' });
      await memory.rewrite(erased);
      assert.deepEqual(await memory.read('erased'), erased);
      assert.deepEqual(await memory.read('other'), sampleRecords('other', { task: 'My name is Ada' }));
    },
  },
  {
    name: 'lets the summary follow the rewritten records',
    async check(memory) {
      await memory.append(sampleRecords('same', { task: 'before', escalations: 2, end: 'completed' }));
      const after = sampleRecords('same', {
        task: 'after',
        escalations: 2,
        end: 'failed',
        startedAt: '2026-05-05T05:05:05.000Z',
      });
      await memory.rewrite(after);
      const rewritten = await memory.list();
      assert.deepEqual(
        rewritten.executions.map(({ task, status, startedAt }) => [task, status, startedAt]),
        [['after', 'failed', '2026-05-05T05:05:05.000Z']],
      );
      assert.deepEqual((await memory.list({ taskContains: 'before' })).executions, []);
      await memory.delete('same');
      await memory.append(after);
      assert.deepEqual(await memory.list(), rewritten);
    },
  },
  {
    name: 'refuses to rewrite an unknown execution, or another number of records',
    async check(memory) {
      const records = sampleRecords('counted', { escalations: 2 });
      await rejectsAsConcurrent(memory.rewrite(records), records.length, 0);
      await memory.append(records.slice(0, 4));
      await rejectsAsConcurrent(memory.rewrite(records.slice(0, 3)), 3, 4);
      await rejectsAsConcurrent(memory.rewrite(records), records.length, 4);
      assert.deepEqual(await memory.read('counted'), records.slice(0, 4));
    },
  },
  {
    name: 'refuses to rewrite a part, a mixture, and nothing at all',
    async check(memory) {
      const records = sampleRecords('part', { escalations: 2 });
      await memory.append(records);
      await rejectsAsMemoryError(memory.rewrite(records.slice(1)));
      await rejectsAsMemoryError(memory.rewrite([...records.slice(0, -1), at(sampleRecords('else'), 0)]));
      await rejectsAsMemoryError(memory.rewrite([{ ...at(records, 1), seq: 0 }]));
      await memory.rewrite([]);
      assert.deepEqual(await memory.read('part'), records);
    },
  },
  {
    name: 'continues an execution after its records were rewritten',
    async check(memory) {
      const records = sampleRecords('continued', { escalations: 2 });
      await memory.append(records.slice(0, 2));
      await memory.rewrite(sampleRecords('continued', { task: '[erased]', escalations: 2 }).slice(0, 2));
      await memory.append(records.slice(2));
      const read = await memory.read('continued');
      assert.deepEqual(read.slice(2), records.slice(2));
      assert.equal((await memory.list()).executions[0]?.length, records.length);
    },
  },
  {
    name: 'rewrites after what was appended without waiting, and before what is appended next',
    async check(memory) {
      const records = sampleRecords('ordered', { escalations: 2 });
      const erased = sampleRecords('ordered', { task: '[erased]', escalations: 2 });
      await Promise.all([
        memory.append(records.slice(0, 2)),
        memory.rewrite(erased.slice(0, 2)),
        memory.append(records.slice(2)),
      ]);
      assert.deepEqual(await memory.read('ordered'), [...erased.slice(0, 2), ...records.slice(2)]);
    },
  },
  {
    name: 'lets a rewrite and an append race without losing either',
    async check(memory) {
      const records = sampleRecords('raced', { escalations: 2 });
      const erased = sampleRecords('raced', { task: '[erased]', escalations: 2 });
      await memory.append(records.slice(0, 3));
      const [append, rewrite] = await Promise.allSettled([
        memory.append([at(records, 3)]),
        memory.rewrite(erased.slice(0, 3)),
      ]);
      assert.equal(append.status, 'fulfilled');
      if (rewrite.status === 'rejected') assert.ok(ConcurrentExecutionError.isInstance(rewrite.reason));
      assert.equal((await memory.read('raced')).length, 4);
    },
  },
];
