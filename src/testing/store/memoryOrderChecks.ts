import assert from 'node:assert/strict';

import type { TransitionRecord } from '../../machines/executionTypes.ts';
import type { ListOrder, ListQuery, SharedMemory } from '../../memory/sharedMemory.ts';
import { at, idsOf, pagesOf, rejectsAsConfigurationError, type MemoryCheck } from './memoryCheck.ts';
import { sampleRecords, type SampleOptions } from './sampleRecords.ts';

/** Waits and deadlines: in summaries, and as orders of lists. */
export const orderChecks: readonly MemoryCheck[] = [
  {
    name: 'tells since when a person is asked and until when, until the answer comes',
    async check(memory) {
      const records = sampleRecords('asked', { end: 'resumed', waitDeadline: '2026-01-02T00:00:00.000Z' });
      const wait = at(records, records.length - 2);
      const waiting = { since: wait.timestamp, deadline: '2026-01-02T00:00:00.000Z' };
      const seen: unknown[] = [];
      for (const record of [...records, answerTo(records)]) {
        await memory.append([record]);
        const { status, waiting } = (await memory.find('asked')) ?? {};
        seen.push([status, waiting]);
      }
      assert.deepEqual(seen.slice(-4), [
        ['running', null],
        ['waiting', waiting],
        ['running', waiting],
        ['completed', null],
      ]);
      await memory.append(sampleRecords('for ever', { end: 'waiting' }));
      assert.equal((await memory.find('for ever'))?.waiting?.deadline, null);
      await memory.append([...records, answerTo(records)].map((record) => ({ ...record, executionId: 'at once' })));
      assert.equal((await memory.find('at once'))?.waiting, null);
    },
  },
  {
    name: 'forgets a wait that was cancelled or ran out',
    async check(memory) {
      for (const type of ['cancel', 'expire'] as const) {
        const records = sampleRecords(type, { end: 'waiting' });
        await memory.append(records);
        const last = at(records, records.length - 1);
        const to = type === 'cancel' ? 'cancelled' : 'failed';
        await memory.append([{ ...last, seq: last.seq + 1, event: { type, timestamp: last.timestamp }, to }]);
        assert.equal((await memory.find(type))?.waiting, null);
      }
      assert.deepEqual(idsOf(await memory.list({ order: 'oldestWait' })), []);
    },
  },
  {
    name: "tells an execution's own deadline, as long as it is there",
    async check(memory) {
      const deadline = '2026-01-01T01:00:00.000Z';
      for (const end of ['running', 'completed'] as const) {
        await memory.append(sampleRecords(end, { end, deadline }));
        assert.equal((await memory.find(end))?.deadline, deadline);
      }
      await memory.rewrite(sampleRecords('running', { end: 'running' }));
      assert.equal((await memory.find('running'))?.deadline, null);
    },
  },
  {
    name: 'finds one summary, the same as in a list',
    async check(memory) {
      for (const id of ['one', 'two', "it's"]) {
        await memory.append(sampleRecords(id, { end: 'waiting', waitDeadline: '2026-01-02T00:00:00.000Z' }));
      }
      const { executions } = await memory.list();
      assert.equal(executions.length, 3);
      for (const summary of executions) assert.deepEqual(await memory.find(summary.executionId), summary);
      for (const id of ['nobody', '', 'a\0b', 'o\ud800']) assert.equal(await memory.find(id), null);
    },
  },
  {
    name: 'lists who waits the longest first, page by page, and nobody else',
    async check(memory) {
      const ids = await appendAll(memory, 12, (index) => ({
        end: index % 2 === 0 ? 'waiting' : 'resumed',
        startedAt: secondsAfter(index === 4 ? 3 : index),
        // Whoever has the nearest deadline has not waited the longest.
        waitDeadline: secondsAfter(1_000 - index),
      }));
      for (const end of ['running', 'completed', 'failed', 'cancelled'] as const) {
        await memory.append(sampleRecords(end, { end, deadline: secondsAfter(10) }));
      }
      await assertOrder(memory, 'oldestWait', ids);
      assert.deepEqual(idsOf(await memory.list({ order: 'oldestWait', status: 'waiting', limit: 3 })), [
        ids[0],
        ids[2],
        ids[4],
      ]);
    },
  },
  {
    name: 'lists the nearest deadline first, of an execution or of its wait, page by page',
    async check(memory) {
      const late = secondsAfter(100_000);
      const ids = await appendAll(memory, 12, (index) => {
        const due = secondsAfter(1_000 + index);
        if (index % 4 === 0) return { end: 'waiting', waitDeadline: due };
        if (index % 4 === 1) return { end: 'running', deadline: due };
        return {
          end: 'resumed',
          ...(index % 4 === 2 ? { deadline: due, waitDeadline: late } : { deadline: late, waitDeadline: due }),
        };
      });
      for (const end of ['completed', 'failed', 'cancelled'] as const) {
        await memory.append(sampleRecords(end, { end, deadline: secondsAfter(10) }));
      }
      await memory.append(sampleRecords('no deadline', { end: 'waiting' }));
      await memory.append(sampleRecords('none either', { end: 'running' }));
      await assertOrder(memory, 'nearestDeadline', ids);
    },
  },
  {
    name: 'moves an execution in the orders with what happens to it',
    async check(memory) {
      const records = sampleRecords('moved', {
        end: 'waiting',
        deadline: secondsAfter(500),
        waitDeadline: secondsAfter(50),
      });
      await memory.append(records.slice(0, -1));
      await memory.append(sampleRecords('still', { end: 'running', deadline: secondsAfter(100) }));
      const ordered = async () => [
        idsOf(await memory.list({ order: 'oldestWait' })),
        idsOf(await memory.list({ order: 'nearestDeadline' })),
      ];
      assert.deepEqual(await ordered(), [[], ['still', 'moved']]);
      await memory.append(records.slice(-1));
      assert.deepEqual(await ordered(), [['moved'], ['moved', 'still']]);
      await memory.append([answerTo(records)]);
      assert.deepEqual(await ordered(), [[], ['still']]);
      await memory.delete('still');
      assert.deepEqual(await ordered(), [[], []]);
    },
  },
  {
    name: 'refuses an order that does not exist, and the cursor of another one',
    async check(memory) {
      const orders = ['newest', 'oldestWait', 'nearestDeadline'] as const;
      await appendAll(memory, 3, (index) => ({ end: 'waiting', waitDeadline: secondsAfter(1_000 + index) }));
      for (const order of orders) {
        const { nextCursor } = await memory.list({ order, limit: 1 });
        assert.ok(nextCursor);
        for (const other of orders) {
          if (other === order) continue;
          await rejectsAsConfigurationError(memory.list({ order: other, cursor: nextCursor }), 'cursor');
        }
      }
      const odd: object = { order: 'random' };
      await rejectsAsConfigurationError(memory.list(odd), 'order');
      const alsoOdd: object = { held: 'yes' };
      await rejectsAsConfigurationError(memory.list(alsoOdd), 'held');
    },
  },
  {
    name: 'finds the few among many that pass the filters, and all of their pages',
    async check(memory) {
      const [common, rare] = [
        sampleRecords('c', { end: 'waiting', task: 'common' }),
        sampleRecords('r', { end: 'waiting', task: 'Rare', escalations: 2 }),
      ];
      const wanted: string[] = [];
      for (let index = 0; index < 700; index += 1) {
        const executionId = `e${index}`;
        const isRare = index % 100 === 99;
        if (isRare) wanted.push(executionId);
        await memory.append((isRare ? rare : common).map((record) => ({ ...record, executionId })));
      }
      const queries: readonly ListQuery[] = [
        { taskContains: 'rARE' },
        { tierLevel: 3 },
        { taskContains: 'rare', order: 'oldestWait' },
      ];
      for (const query of queries) {
        for (const limit of [2, 7, 50]) {
          const found = (await pagesOf(memory, { ...query, limit })).flat();
          assert.deepEqual(found.toSorted(), wanted.toSorted(), JSON.stringify({ ...query, limit }));
        }
      }
      assert.equal((await pagesOf(memory, { held: false, limit: 300 })).flat().length, 700);
    },
  },
];

/** That all pages of an order hold these executions, for pages of several sizes. */
async function assertOrder(memory: SharedMemory, order: ListOrder, ids: readonly string[]): Promise<void> {
  for (const limit of [1, 5, 12, 50]) {
    const pages = await pagesOf(memory, { order, limit });
    assert.deepEqual(pages.flat(), ids, `${order}, ${limit} on a page`);
    assert.equal(pages.length, Math.ceil(ids.length / limit));
  }
}

/** Appends executions in another order than that of their numbers. Their ids, by their numbers. */
async function appendAll(
  memory: SharedMemory,
  count: number,
  optionsOf: (index: number) => SampleOptions,
): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, index) => `e-${String(index).padStart(3, '0')}`);
  for (let step = 0; step < count; step += 1) {
    const index = (step * 7) % count;
    await memory.append(sampleRecords(ids[index] ?? '', optionsOf(index)));
  }
  return ids;
}

function secondsAfter(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 1) + 1_000 * seconds).toISOString();
}

/** The record of an answer after a wait; no store minds that no machine made it. */
function answerTo(records: readonly TransitionRecord[]): TransitionRecord {
  const completed = sampleRecords(at(records, 0).executionId);
  return { ...at(completed, completed.length - 1), seq: records.length };
}
