import assert from 'node:assert/strict';

import { ConcurrentExecutionError } from '../../memory/errors.ts';
import { at, rejectsAsConcurrent, rejectsAsMemoryError, type MemoryCheck } from './memoryCheck.ts';
import { sampleRecords } from './sampleRecords.ts';

/** What may be appended, and what becomes of the rest. */
export const appendChecks: readonly MemoryCheck[] = [
  {
    name: 'appends several records in one transaction or not at all',
    async check(memory) {
      const records = sampleRecords('atomic', { escalations: 2 });
      await memory.append(records.slice(0, 3));
      await rejectsAsConcurrent(memory.append(records.slice(2)), 2, 3);
      assert.deepEqual(await memory.read('atomic'), records.slice(0, 3));
      await memory.append(records.slice(3));
      assert.deepEqual(await memory.read('atomic'), records);
    },
  },
  {
    name: 'writes nothing of an append whose last record does not fit',
    async check(memory) {
      const records = sampleRecords('torn', { escalations: 2 });
      await rejectsAsMemoryError(memory.append([...records.slice(0, 3), at(records, 4)]));
      await rejectsAsMemoryError(memory.append([at(records, 1), at(records, 0)]));
      await rejectsAsMemoryError(memory.append([at(records, 0), at(records, 0)]));
      assert.deepEqual(await memory.read('torn'), []);
      assert.deepEqual((await memory.list()).executions, []);
    },
  },
  {
    name: 'refuses a record that somebody else wrote, the first one included',
    async check(memory) {
      const mine = sampleRecords('taken', { task: 'mine' });
      await memory.append(mine);
      await rejectsAsConcurrent(memory.append([at(mine, 2)]), 2, mine.length);
      await rejectsAsConcurrent(memory.append(sampleRecords('taken', { task: 'theirs' })), 0, mine.length);
      assert.deepEqual(await memory.read('taken'), mine);
      assert.equal((await memory.list()).executions[0]?.task, 'mine');
    },
  },
  {
    name: 'refuses a gap',
    async check(memory) {
      const records = sampleRecords('gap', { escalations: 2 });
      await memory.append(records.slice(0, 2));
      await rejectsAsConcurrent(memory.append(records.slice(3)), 3, 2);
      assert.deepEqual(await memory.read('gap'), records.slice(0, 2));
    },
  },
  {
    name: 'begins with record 0, which is the initial event',
    async check(memory) {
      const records = sampleRecords('start');
      await rejectsAsConcurrent(memory.append(records.slice(1)), 1, 0);
      await rejectsAsMemoryError(memory.append([{ ...at(records, 1), seq: 0 }]));
      for (const seq of [-1, 0.5, Number.NaN]) await rejectsAsMemoryError(memory.append([{ ...at(records, 0), seq }]));
      assert.deepEqual(await memory.read('start'), []);
    },
  },
  {
    name: 'lets exactly one of two simultaneous writers win each record',
    async check(memory) {
      const left = sampleRecords('race', { task: 'left' });
      const right = sampleRecords('race', { task: 'right' });
      for (const [index, record] of left.entries()) {
        const outcomes = await Promise.allSettled([memory.append([record]), memory.append([at(right, index)])]);
        const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
        const found = `Two writers gave record ${index} at the same time, and ${refused.length} of them were refused.`;
        assert.equal(refused.length, 1, found);
        assert.ok(ConcurrentExecutionError.isInstance(refused[0]));
      }
      const read = await memory.read('race');
      assert.equal(read.length, left.length);
      for (const [index, record] of read.entries()) {
        assert.ok([left, right].some((side) => JSON.stringify(at(side, index)) === JSON.stringify(record)));
      }
    },
  },
  {
    name: 'keeps what is appended at once for many executions, though some of it is refused',
    async check(memory) {
      const ids = Array.from({ length: 40 }, (_, index) => `many-${index}`);
      await memory.append(sampleRecords('many-7', { task: 'first' }));
      const outcomes = await Promise.allSettled(ids.map((id) => memory.append(sampleRecords(id))));
      assert.deepEqual(
        outcomes.flatMap(({ status }, index) => (status === 'rejected' ? [index] : [])),
        [7],
      );
      for (const id of ids) {
        assert.deepEqual(await memory.read(id), sampleRecords(id, id === 'many-7' ? { task: 'first' } : {}));
      }
    },
  },
  {
    name: 'takes appends of one execution in the order they were made, without waiting between them',
    async check(memory) {
      const records = sampleRecords('pipeline', { escalations: 4 });
      await Promise.all(records.map((record) => memory.append([record])));
      assert.deepEqual(await memory.read('pipeline'), records);
    },
  },
  {
    name: 'does nothing when there is nothing to append',
    async check(memory) {
      await memory.append([]);
      assert.deepEqual((await memory.list()).executions, []);
    },
  },
  {
    name: 'refuses records of two executions in one append',
    async check(memory) {
      const [first] = sampleRecords('one');
      const second = at(sampleRecords('two'), 1);
      assert.ok(first);
      await rejectsAsMemoryError(memory.append([first, second]));
      assert.deepEqual([await memory.read('one'), await memory.read('two')], [[], []]);
    },
  },
  {
    name: 'refuses ids that a store could confuse: empty, with NUL, with a lone surrogate',
    async check(memory) {
      // What a store may make of the ids below.
      const alike = ['a', 'a\ufffd'];
      for (const id of alike) await memory.append(sampleRecords(id));
      for (const id of ['', 'a\0b', 'a\ud800']) {
        await rejectsAsMemoryError(memory.append(sampleRecords(id)));
        assert.deepEqual(await memory.read(id), []);
        assert.equal(await memory.delete(id), false);
      }
      for (const id of alike) assert.deepEqual(await memory.read(id), sampleRecords(id));
    },
  },
];
