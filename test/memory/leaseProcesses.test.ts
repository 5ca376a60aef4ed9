import { setTimeout } from 'node:timers/promises';

import { afterAll, expect, test } from 'vitest';

import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import { openStore, type StoreAddress } from '../durability/stores.ts';
import { startPostgres } from '../support/postgres.ts';
import { nextLine, startChild } from './child.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

const server = await startPostgres();
afterAll(() => server.stop());

const stores: readonly StoreAddress[] = [
  { kind: 'sqlite', path: temporaryDirectory.file() },
  { kind: 'postgres', url: server.database.url },
];
const count = 40;
const ids = Array.from({ length: count }, (_, index) => `e${index}`);

test.for(stores)(
  'of several processes on one $kind store, one holds each execution and writes; killed, it is free in time',
  async (store) => {
    const { memory, close } = await openStore(store);
    for (const id of ids) await memory.append(sampleRecords(id, { end: 'running' }).slice(0, 2));
    const owners = ['one', 'two', 'three'];
    const children = owners.map((owner) => startChild('leaseChild.ts', JSON.stringify(store), owner, String(count)));
    for (const child of children) expect(await nextLine(child)).toBe('ready');
    for (const child of children) child.go();
    const appended = new Map<string, string>();
    for (const [index, child] of children.entries()) {
      for (let line = await nextLine(child); line !== 'done'; line = await nextLine(child)) {
        const [id = '', outcome] = line.split(/ (.*)/);
        expect(['appends', 'is refused']).toContain(outcome);
        if (outcome !== 'appends') continue;
        expect(appended.get(id)).toBeUndefined();
        appended.set(id, owners[index] ?? '');
      }
    }
    expect([...appended.keys()].toSorted()).toEqual(ids.toSorted());
    for (const id of ids) expect(await memory.read(id)).toEqual(sampleRecords(id, { end: 'running' }).slice(0, 3));
    for (const child of children) child.go();
    for (const child of children) expect(await nextLine(child)).toBe('renewed');
    for (const child of children) child.process.kill('SIGKILL');
    for (const child of children) expect(await child.ended).toBe('SIGKILL');
    // All of them are free when the last lease has expired.
    while ((await memory.list({ held: true })).executions.length > 0) await setTimeout(20);
    const claim = { owner: 'heir', token: crypto.randomUUID(), ttlMs: 60_000 };
    for (const id of ids) expect(await memory.acquire(id, claim)).not.toBeNull();
    await close();
  },
);
