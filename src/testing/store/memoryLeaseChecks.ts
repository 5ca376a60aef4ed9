import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

import type { LeaseClaim } from '../../memory/lease.ts';
import { at, idsOf, rejectsAsConfigurationError, rejectsAsHeld, type MemoryCheck } from './memoryCheck.ts';
import { acquired, claimOf, expired, untilAfter } from './memoryClaims.ts';
import { sampleRecords } from './sampleRecords.ts';

/** Who may run an execution, and for how long. */
export const leaseChecks: readonly MemoryCheck[] = [
  {
    name: 'grants a lease that lasts as long as was asked, by its own clock',
    async check(memory) {
      await memory.append(sampleRecords('mine', { end: 'running' }));
      assert.equal((await memory.find('mine'))?.lease, null);
      const claim = claimOf('host:1', 60_000);
      const before = await memory.now();
      const lease = await memory.acquire('mine', claim);
      const after = await memory.now();
      const { expiresAt = '' } = lease ?? {};
      assert.deepEqual(lease, { executionId: 'mine', owner: 'host:1', token: claim.token, expiresAt });
      assert.ok(before + 60_000 <= Date.parse(expiresAt) && Date.parse(expiresAt) <= after + 60_000, expiresAt);
      assert.deepEqual((await memory.find('mine'))?.lease, { owner: 'host:1', expiresAt });
      assert.deepEqual((await memory.list()).executions[0]?.lease, { owner: 'host:1', expiresAt });
    },
  },
  {
    name: 'grants an execution to exactly one of many who claim it at once',
    async check(memory) {
      const ids = Array.from({ length: 8 }, (_, index) => `raced-${index}`);
      for (const id of ids) await memory.append(sampleRecords(id, { end: 'running' }));
      for (const id of ids) {
        const claims = Array.from({ length: 12 }, () => claimOf('host:1'));
        const leases = await Promise.all(claims.map((claim) => memory.acquire(id, claim)));
        const winners = claims.filter((_, index) => leases[index] !== null);
        assert.equal(winners.length, 1, `${winners.length} of 12 claimants hold one execution.`);
        for (const claim of claims) assert.equal((await memory.renew(id, claim)) !== null, claim === winners[0]);
      }
    },
  },
  {
    name: 'keeps others out until the lease is given up, also those with the same name',
    async check(memory) {
      await memory.append(sampleRecords('held', { end: 'running' }));
      const [mine, other] = [claimOf('host:1'), claimOf('host:1')];
      await acquired(memory, 'held', mine);
      assert.equal(await memory.acquire('held', other), null, 'Two claims hold one execution.');
      assert.equal(await memory.renew('held', other), null, 'Somebody renewed the lease of another.');
      await memory.release('held', mine.token);
      assert.equal((await memory.find('held'))?.lease, null);
      assert.equal(await memory.renew('held', mine), null, 'A lease was renewed that had been given up.');
      await acquired(memory, 'held', other);
    },
  },
  {
    name: 'does not give up a lease for somebody who does not hold it',
    async check(memory) {
      await memory.append(sampleRecords('held', { end: 'running' }));
      const lease = await acquired(memory, 'held', claimOf('host:1'));
      for (const token of [randomUUID(), '', 'host:1']) await memory.release('held', token);
      await memory.release('nobody', lease.token);
      assert.deepEqual((await memory.find('held'))?.lease, { owner: 'host:1', expiresAt: lease.expiresAt });
    },
  },
  {
    name: 'renews for the holder, from now on, by renewing and by acquiring again',
    async check(memory) {
      await memory.append(sampleRecords('held', { end: 'running' }));
      const claim = claimOf('host:1', 60_000);
      await acquired(memory, 'held', claim);
      for (const again of [memory.renew, memory.acquire]) {
        const before = await memory.now();
        const renewed = await again.call(memory, 'held', { ...claim, ttlMs: 120_000 });
        const { expiresAt = '' } = renewed ?? {};
        assert.ok(Date.parse(expiresAt) >= before + 120_000, `The lease ends at ${expiresAt}.`);
        assert.deepEqual((await memory.find('held'))?.lease, { owner: 'host:1', expiresAt });
        await memory.renew('held', claim);
      }
    },
  },
  {
    name: 'frees an execution whose lease expired, and refuses all that its old holder does',
    async check(memory) {
      const records = sampleRecords('robbed', { escalations: 2 });
      await memory.append(records.slice(0, 2));
      const [old, next] = [claimOf('host:1', 1), claimOf('host:2')];
      await expired(memory, await acquired(memory, 'robbed', old));
      assert.equal((await memory.find('robbed'))?.lease, null, 'A lease is shown that has expired.');
      await acquired(memory, 'robbed', next);
      assert.equal(await memory.renew('robbed', old), null, 'A lease was renewed that another had taken.');
      assert.equal(await memory.acquire('robbed', old), null, 'Two claims hold one execution.');
      await memory.release('robbed', old.token);
      await rejectsAsHeld(memory.append([at(records, 2)], old), 'robbed', 'host:2');
      assert.deepEqual(await memory.read('robbed'), records.slice(0, 2));
      await memory.append([at(records, 2)], next);
    },
  },
  {
    name: 'renews a lease that expired, where nobody took the execution',
    async check(memory) {
      const records = sampleRecords('late', { escalations: 2 });
      await memory.append(records.slice(0, 2));
      const claim = claimOf('host:1', 1);
      await expired(memory, await acquired(memory, 'late', claim));
      assert.notEqual(await memory.renew('late', { ...claim, ttlMs: 60_000 }), null, 'An expired lease was lost.');
      assert.equal((await memory.find('late'))?.lease?.owner, 'host:1');
      await memory.renew('late', claim);
      await untilAfter(memory, Date.parse((await memory.find('late'))?.lease?.expiresAt ?? '') || 0);
      await memory.append([at(records, 2)], { ...claim, ttlMs: 60_000 });
      assert.equal((await memory.find('late'))?.lease?.owner, 'host:1');
    },
  },
  {
    name: 'has nothing to hold of an unknown or deleted execution, and begins anew without a lease',
    async check(memory) {
      const claim = claimOf('host:1');
      for (const id of ['nobody', '', 'a\ud800']) {
        assert.equal(await memory.acquire(id, claim), null);
        assert.equal(await memory.renew(id, claim), null);
        await memory.release(id, claim.token);
      }
      const records = sampleRecords('gone', { end: 'running' });
      for (const remove of [() => memory.delete('gone'), () => memory.deleteMany(['gone'])]) {
        await memory.append(records, claim);
        await remove();
        assert.equal(await memory.renew('gone', claim), null);
        assert.equal(await memory.acquire('gone', claim), null);
        await memory.append(records);
        assert.equal((await memory.find('gone'))?.lease, null);
        await remove();
      }
    },
  },
  {
    name: 'leaves the lease as it is when records are rewritten or a summary is repaired',
    async check(memory) {
      const claim = claimOf('host:1');
      await memory.append(sampleRecords('kept', { end: 'running' }), claim);
      const before = (await memory.find('kept'))?.lease;
      await memory.rewrite(sampleRecords('kept', { end: 'running', task: '[erased]' }));
      assert.deepEqual((await memory.find('kept'))?.lease, before);
      assert.equal(await memory.repair('kept'), true);
      assert.deepEqual((await memory.find('kept'))?.lease, before);
      assert.equal(await memory.acquire('kept', claimOf('host:2')), null);
    },
  },
  {
    name: 'lists those that are held, and those that nobody holds or holds no longer',
    async check(memory) {
      for (const id of ['held', 'free', 'expired']) await memory.append(sampleRecords(id, { end: 'running' }));
      await acquired(memory, 'held', claimOf('host:1'));
      await expired(memory, await acquired(memory, 'expired', claimOf('host:2', 1)));
      assert.deepEqual(idsOf(await memory.list({ held: true })), ['held']);
      assert.deepEqual(idsOf(await memory.list({ held: false })).toSorted(), ['expired', 'free']);
      assert.deepEqual(idsOf(await memory.list({ held: false, status: 'completed' })), []);
    },
  },
  {
    name: 'refuses a claim that makes no sense, and writes nothing of its append',
    async check(memory) {
      const records = sampleRecords('odd', { end: 'running' });
      await memory.append(records.slice(0, 1));
      const good = claimOf('host:1');
      const odd: readonly (readonly [LeaseClaim, string])[] = [
        ...[0, -1, 1.5, 3_600_001, Number.NaN].map((ttlMs) => [{ ...good, ttlMs }, 'claim.ttlMs'] as const),
        [{ ...good, token: '' }, 'claim.token'],
        [{ ...good, token: 'a\ud800' }, 'claim.token'],
        [{ ...good, owner: '' }, 'claim.owner'],
      ];
      for (const [claim, path] of odd) {
        await rejectsAsConfigurationError(memory.acquire('odd', claim), path);
        await rejectsAsConfigurationError(memory.renew('odd', claim), path);
        await rejectsAsConfigurationError(memory.append(records.slice(1), claim), path);
      }
      assert.deepEqual(await memory.read('odd'), records.slice(0, 1));
      const lease = await acquired(memory, 'odd', { ...good, owner: 'half \ud83d a host\0', ttlMs: 3_600_000 });
      assert.deepEqual((await memory.find('odd'))?.lease, {
        owner: 'half \ufffd a host\ufffd',
        expiresAt: lease.expiresAt,
      });
    },
  },
];
