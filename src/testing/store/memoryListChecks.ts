import assert from 'node:assert/strict';

import type { ExecutionStatus, ListQuery, SharedMemory } from '../../memory/sharedMemory.ts';
import { idsOf, pagesOf, rejectsAsConfigurationError, type MemoryCheck } from './memoryCheck.ts';
import { sampleRecords } from './sampleRecords.ts';

const ends = ['running', 'waiting', 'completed', 'failed', 'cancelled'] as const satisfies ExecutionStatus[];

/** Listing: the summaries, the filters and the pages. */
export const listChecks: readonly MemoryCheck[] = [
  {
    name: 'lists nothing in an empty store',
    async check(memory) {
      assert.deepEqual(await memory.list(), { executions: [], damaged: [], nextCursor: null });
    },
  },
  {
    name: 'keeps the summary up to date with every record',
    async check(memory) {
      const records = sampleRecords('watched', { task: 'Where is my order? 📦', escalations: 2 });
      const seen: unknown[] = [];
      for (const record of records) {
        await memory.append([record]);
        const [summary] = (await memory.list()).executions;
        assert.ok(summary);
        const { status, tierLevel, escalationCount, length, updatedAt, ...rest } = summary;
        const startedAt = '2026-01-01T00:00:00.000Z';
        const nothing = { waiting: null, deadline: null, lease: null };
        assert.deepEqual(rest, { executionId: 'watched', task: 'Where is my order? 📦', startedAt, ...nothing });
        assert.deepEqual([length, updatedAt], [record.seq + 1, record.timestamp]);
        seen.push([status, tierLevel, escalationCount]);
      }
      assert.deepEqual(seen, [
        ['running', 1, 0],
        ['running', 1, 0],
        ['running', 2, 1],
        ['running', 2, 1],
        ['running', 3, 2],
        ['running', 3, 2],
        ['completed', 3, 2],
      ]);
    },
  },
  {
    name: 'gives the same summary for records appended one by one and all at once',
    async check(memory) {
      for (const end of ends) {
        const records = sampleRecords('same', { end, escalations: 2 });
        await memory.append(records);
        const atOnce = await memory.list();
        await memory.delete('same');
        for (const record of records) await memory.append([record]);
        assert.deepEqual(await memory.list(), atOnce);
        assert.equal(atOnce.executions[0]?.status, end);
        await memory.delete('same');
      }
    },
  },
  {
    name: 'filters by status, one or several',
    async check(memory) {
      for (const end of ends) await memory.append(sampleRecords(end, { end }));
      for (const status of ends) assert.deepEqual(idsOf(await memory.list({ status })), [status]);
      assert.deepEqual(idsOf(await memory.list({ status: ['running', 'waiting'] })).toSorted(), ['running', 'waiting']);
      assert.deepEqual(idsOf(await memory.list({ status: [] })), []);
      await rejectsAsConfigurationError(memory.list(untyped({ status: 'asleep' })), 'status');
    },
  },
  {
    name: 'filters by tier, by text and by several filters together',
    async check(memory) {
      await memory.append(sampleRecords('a', { task: 'Reset my PASSWORD', escalations: 0 }));
      await memory.append(sampleRecords('b', { task: 'reset 100% of my_router', escalations: 2 }));
      await memory.append(sampleRecords('c', { task: "Where's the bill?", escalations: 2, end: 'failed' }));
      const cases: readonly (readonly [ListQuery, readonly string[]])[] = [
        [{ tierLevel: 1 }, ['a']],
        [{ tierLevel: 3 }, ['b', 'c']],
        [{ tierLevel: 2 }, []],
        [{ taskContains: 'RESET' }, ['a', 'b']],
        [{ taskContains: '0% of my_' }, ['b']],
        [{ taskContains: '%' }, ['b']],
        [{ taskContains: "'" }, ['c']],
        [{ taskContains: '' }, ['a', 'b', 'c']],
        [{ taskContains: 'the', tierLevel: 3, status: 'failed' }, ['c']],
        [{ taskContains: 'reset', status: 'failed' }, []],
      ];
      for (const [query, ids] of cases) assert.deepEqual(idsOf(await memory.list(query)).toSorted(), ids);
    },
  },
  {
    name: 'finds text of every script, upper and lower case, and shows what no store can keep in a list as U+FFFD',
    async check(memory) {
      await memory.append(sampleRecords('a', { task: 'ÜBER Straße, ЖУРНАЛ' }));
      await memory.append(sampleRecords('b', { task: 'a\0b \ud800' }));
      for (const taskContains of ['über', 'STRAßE', 'журнал']) {
        assert.deepEqual(idsOf(await memory.list({ taskContains })), ['a']);
      }
      for (const taskContains of ['\0', 'A\ufffdB']) {
        const { executions } = await memory.list({ taskContains });
        assert.deepEqual(
          executions.map(({ executionId, task }) => [executionId, task]),
          [['b', 'a\ufffdb \ufffd']],
        );
      }
    },
  },
  {
    name: 'filters by start: from a time on, and earlier than a time, in any time zone',
    async check(memory) {
      for (const day of [1, 2, 3]) {
        await memory.append(sampleRecords(`day-${day}`, { startedAt: `2026-03-0${day}T00:00:00.000Z` }));
      }
      const cases: readonly (readonly [ListQuery, readonly string[]])[] = [
        [{ startedAfter: '2026-03-02T00:00:00Z' }, ['day-3', 'day-2']],
        [{ startedBefore: '2026-03-02T00:00:00.000Z' }, ['day-1']],
        [{ startedAfter: '2026-03-02', startedBefore: '2026-03-03' }, ['day-2']],
        [{ startedAfter: '2026-03-02T01:00:00+02:00', startedBefore: '2026-03-02T00:00:00.001Z' }, ['day-2']],
      ];
      for (const [query, ids] of cases) assert.deepEqual(idsOf(await memory.list(query)), ids);
      await rejectsAsConfigurationError(memory.list({ startedAfter: 'yesterday' }), 'startedAfter');
      await rejectsAsConfigurationError(memory.list({ startedBefore: '' }), 'startedBefore');
    },
  },
  {
    name: 'lists the newest first, page by page',
    async check(memory) {
      const ids = await appendMany(memory, 25, (index) => 60 * index);
      assert.deepEqual(await pagesOf(memory, { limit: 10 }), [ids.slice(0, 10), ids.slice(10, 20), ids.slice(20)]);
      assert.deepEqual(await pagesOf(memory, { limit: 25 }), [ids]);
      assert.deepEqual(await pagesOf(memory, { limit: 5, status: 'completed' }), chunks(ids, 5));
    },
  },
  {
    name: 'lists each execution once, where all started at the same time',
    async check(memory) {
      const ids = await appendMany(memory, 20, () => 0);
      const found = (await pagesOf(memory, { limit: 3 })).flat();
      assert.deepEqual(found.toSorted(), ids.toSorted());
    },
  },
  {
    name: 'lists no execution twice and none too few, while others are added and removed',
    async check(memory) {
      const ids = await appendMany(memory, 12, (index) => 60 * index);
      const first = await memory.list({ limit: 5 });
      await memory.append(sampleRecords('newer', { startedAt: '2026-02-01T00:00:00.000Z' }));
      await memory.delete(ids[4] ?? '');
      assert.ok(first.nextCursor);
      const second = await memory.list({ limit: 1000, cursor: first.nextCursor });
      assert.deepEqual([...idsOf(first), ...idsOf(second)], ids);
      assert.equal(idsOf(await memory.list())[0], 'newer');
    },
  },
  {
    name: 'lists 50 executions where no limit is given',
    async check(memory) {
      await appendMany(memory, 51, (index) => index);
      const page = await memory.list();
      assert.equal(page.executions.length, 50);
      assert.notEqual(page.nextCursor, null);
      assert.equal((await memory.list({ limit: 1000 })).nextCursor, null);
    },
  },
  {
    name: 'refuses a limit, a cursor, a tier and an option that make no sense',
    async check(memory) {
      for (const limit of [0, -1, 1001, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        await rejectsAsConfigurationError(memory.list({ limit }), 'limit');
      }
      for (const cursor of ['', 'nonsense', 'W10', 'eyJ9']) {
        await rejectsAsConfigurationError(memory.list({ cursor }), 'cursor');
      }
      for (const tierLevel of [0, -1, 1.5]) await rejectsAsConfigurationError(memory.list({ tierLevel }), 'tierLevel');
      await rejectsAsConfigurationError(memory.list(untyped({ limits: 3 })), 'limits');
    },
  },
];

/** Appends executions, each started some seconds before the one before. Their ids, newest first. */
async function appendMany(
  memory: SharedMemory,
  count: number,
  secondsBack: (index: number) => number,
): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, index) => `execution-${String(index).padStart(3, '0')}`);
  await Promise.all(
    ids.map((id, index) => {
      const startedAt = new Date(Date.UTC(2026, 0, 31) - 1000 * secondsBack(index)).toISOString();
      return memory.append(sampleRecords(id, { startedAt }));
    }),
  );
  return ids;
}

function chunks(ids: readonly string[], size: number): readonly (readonly string[])[] {
  return ids.flatMap((_, index) => (index % size === 0 ? [ids.slice(index, index + size)] : []));
}

/** A query as code without types might pass it. */
function untyped(query: object): ListQuery {
  return query;
}
