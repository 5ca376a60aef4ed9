import assert from 'node:assert/strict';

import { ConcurrentExecutionError, ExecutionHeldError } from '../../memory/errors.ts';
import { at, idsOf, rejectsAsConcurrent, rejectsAsHeld, type MemoryCheck } from './memoryCheck.ts';
import { acquired, claimOf } from './memoryClaims.ts';
import { sampleRecords } from './sampleRecords.ts';

/** What leases have to do with appending. */
export const leaseAppendChecks: readonly MemoryCheck[] = [
  {
    name: 'holds an execution from its first append on, and renews with each one after',
    async check(memory) {
      const records = sampleRecords('own', { escalations: 2 });
      const claim = claimOf('host:1', 60_000);
      for (const record of records.slice(0, -1)) {
        const before = await memory.now();
        await memory.append([record], claim);
        const lease = (await memory.find('own'))?.lease;
        assert.ok(lease, 'An append with a claim holds nothing.');
        assert.equal(lease.owner, 'host:1');
        assert.ok(Date.parse(lease.expiresAt) >= before + 60_000, 'An append with a claim does not renew the lease.');
      }
      assert.equal(await memory.acquire('own', claimOf('host:2')), null);
    },
  },
  {
    name: 'takes a free execution by an append, and appends made without waiting by the same claim',
    async check(memory) {
      const records = sampleRecords('free', { escalations: 4 });
      await memory.append(records.slice(0, 1));
      const claim = claimOf('host:1');
      await Promise.all(records.slice(1, -1).map((record) => memory.append([record], claim)));
      assert.deepEqual(await memory.read('free'), records.slice(0, -1));
      assert.equal(await memory.acquire('free', claimOf('host:2')), null, 'An append with a claim holds nothing.');
    },
  },
  {
    name: 'refuses the append of another claim, says who holds the execution, and writes nothing',
    async check(memory) {
      const records = sampleRecords('fenced', { escalations: 2 });
      const claim = claimOf('host:1');
      await memory.append(records.slice(0, 2), claim);
      const before = await memory.find('fenced');
      const error = await rejectsAsHeld(memory.append(records.slice(2), claimOf('host:2')), 'fenced', 'host:1');
      assert.equal(error.expiresAt, before?.lease?.expiresAt);
      await rejectsAsHeld(memory.append([at(records, 0)], claimOf('host:2')), 'fenced', 'host:1');
      assert.deepEqual(await memory.read('fenced'), records.slice(0, 2), 'A refused append left something.');
      assert.deepEqual(await memory.find('fenced'), before, 'A refused append changed the summary.');
      await memory.append(records.slice(2), claim);
    },
  },
  {
    name: 'refuses a wrong record of the holder, and does not renew for it',
    async check(memory) {
      const records = sampleRecords('wrong', { escalations: 2 });
      const claim = claimOf('host:1', 60_000);
      await memory.append(records.slice(0, 3), claim);
      const before = await memory.find('wrong');
      await rejectsAsConcurrent(memory.append([at(records, 4)], { ...claim, ttlMs: 600_000 }), 4, 3);
      await rejectsAsConcurrent(memory.append([at(records, 2)], { ...claim, ttlMs: 600_000 }), 2, 3);
      assert.deepEqual(await memory.find('wrong'), before);
    },
  },
  {
    name: 'lets exactly one of several claims append a record, and hold the execution then',
    async check(memory) {
      const records = sampleRecords('raced', { escalations: 2, end: 'running' });
      for (const [index, record] of records.entries()) {
        const claims = Array.from({ length: 4 }, (_, number) => claimOf(`host:${number}`));
        const outcomes = await Promise.allSettled(claims.map((claim) => memory.append([record], claim)));
        const winners = claims.filter((_, number) => outcomes[number]?.status === 'fulfilled');
        assert.equal(winners.length, 1, `${winners.length} of 4 claims wrote record ${index}.`);
        for (const outcome of outcomes) {
          if (outcome.status === 'fulfilled') continue;
          const { reason } = outcome;
          assert.ok(ExecutionHeldError.isInstance(reason) || ConcurrentExecutionError.isInstance(reason));
        }
        for (const claim of claims) assert.equal((await memory.renew('raced', claim)) !== null, claim === winners[0]);
        for (const { token } of winners) await memory.release('raced', token);
      }
      assert.deepEqual(await memory.read('raced'), records);
    },
  },
  {
    name: 'lets an append without a claim pass, and leaves the lease to its holder',
    async check(memory) {
      const records = sampleRecords('open', { escalations: 2, end: 'waiting' });
      const claim = claimOf('host:1');
      await memory.append(records.slice(0, 2), claim);
      const before = (await memory.find('open'))?.lease;
      await memory.append(records.slice(2));
      assert.deepEqual(await memory.read('open'), records);
      assert.deepEqual((await memory.find('open'))?.lease, before, 'An append without a claim changed the lease.');
      await memory.append(sampleRecords('other', { end: 'running' }));
      assert.equal((await memory.find('other'))?.lease, null);
    },
  },
  {
    name: 'gives the lease up with the append after which a person is waited for',
    async check(memory) {
      const records = sampleRecords('asked', { end: 'resumed' });
      const claim = claimOf('host:1');
      await memory.append(records.slice(0, -2), claim);
      for (const record of records.slice(-2)) {
        await memory.append([record], claim);
        assert.equal((await memory.find('asked'))?.lease, null, `${record.event.type} keeps the lease.`);
        assert.equal(await memory.renew('asked', claim), null);
      }
      const other = claimOf('host:2');
      await acquired(memory, 'asked', other);
      await memory.append([answerAfter(records)], other);
      await memory.append(sampleRecords('at once', { end: 'waiting' }), claim);
      assert.equal((await memory.find('at once'))?.lease, null);
    },
  },
  {
    name: 'knows no lease on an execution that is over, however it ended',
    async check(memory) {
      for (const end of ['completed', 'failed', 'cancelled'] as const) {
        for (const [id, last] of [
          [`${end} by its holder`, 'claim'],
          [`${end} by another`, 'none'],
        ] as const) {
          const records = sampleRecords(id, { end });
          const claim = claimOf('host:1');
          await memory.append(records.slice(0, -1), claim);
          await memory.append(records.slice(-1), last === 'claim' ? claim : undefined);
          assert.equal((await memory.find(id))?.lease, null, `${id} is still held.`);
          assert.equal(await memory.acquire(id, claim), null, `${id} was granted.`);
          assert.equal(await memory.renew(id, claim), null, `${id} was renewed.`);
          await rejectsAsConcurrent(
            memory.append([at(records, records.length - 1)], claim),
            records.length - 1,
            records.length,
          );
        }
      }
      assert.deepEqual(idsOf(await memory.list({ held: true })), []);
    },
  },
];

/** The record of an answer after a wait; no store minds that no machine made it. */
function answerAfter(records: ReturnType<typeof sampleRecords>) {
  const { executionId } = at(records, 0);
  const completed = sampleRecords(executionId);
  return { ...at(completed, completed.length - 1), seq: records.length };
}
