import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { expect, test } from 'vitest';

import { MemoryError } from '../../src/memory/errors.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

const claim = { owner: 'host:1', token: crypto.randomUUID(), ttlMs: 60_000 };

async function fileWith(...ids: readonly string[]): Promise<string> {
  const file = temporaryDirectory.file();
  const memory = sqliteMemory(file);
  for (const id of ids) await memory.append(sampleRecords(id, { end: 'waiting' }));
  await memory.close();
  return file;
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

test.skipIf(process.platform === 'win32')(
  'what is made is for this user alone, and what was there stays as it is',
  async () => {
    const folder = join(temporaryDirectory.path(), 'new', 'folder');
    const file = join(folder, 'memory.db');
    const memory = sqliteMemory(file);
    await memory.append(sampleRecords('e'));
    expect([folder, join(folder, '..')].map(modeOf)).toEqual(['700', '700']);
    expect([file, `${file}-wal`, `${file}-shm`].map(modeOf)).toEqual(['600', '600', '600']);
    await memory.close();
    chmodSync(file, 0o640);
    await sqliteMemory(file).close();
    expect(modeOf(file)).toBe('640');
  },
);

test.for(['removed', 'replaced'] as const)('nothing is said to be stored in a file that was %s', async (what) => {
  const file = await fileWith('kept');
  const backup = `${file}.backup`;
  copyFileSync(file, backup);
  const memory = sqliteMemory(file);
  if (what === 'removed') rmSync(file);
  else renameSync(backup, file);
  const refused = {
    name: 'MemoryError',
    message: expect.stringMatching(new RegExp(`was ${what}.*Stop all processes.*-wal' and .*-shm'`)),
  };
  await expect(memory.append(sampleRecords('lost'))).rejects.toMatchObject(refused);
  await expect(memory.acquire('kept', claim)).rejects.toMatchObject(refused);
  await expect(memory.delete('kept')).rejects.toMatchObject(refused);
  await expect(memory.deleteMany(['kept'])).rejects.toMatchObject(refused);
  await expect(memory.rewrite(sampleRecords('kept', { end: 'waiting' }))).rejects.toMatchObject(refused);
  await memory.close();
});

test('a file that was cut to nothing is no new memory, and one that was just made empty is', async () => {
  const file = await fileWith('kept');
  truncateSync(file, 0);
  const later = new Date(Date.now() + 60_000);
  utimesSync(file, later, later);
  expect(() => sqliteMemory(file)).toThrow(/is empty, and was not always: it was cut.*It was not changed/);
  const fresh = temporaryDirectory.file();
  writeFileSync(fresh, '');
  await sqliteMemory(fresh).close();
});

test.for(['PRAGMA user_version = 0', 'PRAGMA user_version = 0; PRAGMA application_id = 0'])(
  'a file of ours after %s is named, and left as it is',
  async (sql) => {
    const file = await fileWith('kept');
    const db = new DatabaseSync(file);
    db.exec(sql);
    db.close();
    expect(() => sqliteMemory(file)).toThrow(/holds the tables of xstate-handoff, but its marks/);
  },
);

test('a memory that is read only reads, and refuses the rest', async () => {
  const file = await fileWith('a', 'b');
  const memory = sqliteMemory(file, { readOnly: true });
  expect(await memory.read('a')).toEqual(sampleRecords('a', { end: 'waiting' }));
  expect((await memory.find('a'))?.status).toBe('waiting');
  expect((await memory.list({ order: 'oldestWait' })).executions).toHaveLength(2);
  const writes = [
    memory.append(sampleRecords('c')),
    memory.rewrite(sampleRecords('a')),
    memory.delete('a'),
    memory.deleteMany(['a']),
    memory.repair('a'),
    memory.acquire('a', claim),
    memory.renew('a', claim),
    memory.release('a', claim.token),
  ];
  for (const write of writes) await expect(write).rejects.toThrow(/read only.*Open it without readOnly/);
  await memory.close();
  await memory.close();
  await expect(memory.read('a')).rejects.toThrow('was closed');
});

test('a file that is not there, or is empty, is not made by reading it', () => {
  const file = temporaryDirectory.file();
  expect(() => sqliteMemory(file, { readOnly: true })).toThrow(/is not there/);
  writeFileSync(file, '');
  expect(() => sqliteMemory(file, { readOnly: true })).toThrow(MemoryError);
  expect(statSync(file).size).toBe(0);
});

/** What another user reads who may write neither the file nor its directory. */
function readByNobody(file: string): string {
  const child = join(import.meta.dirname, 'readOnlyChild.ts');
  const { stdout } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', child, file], {
    uid: 65_534,
    gid: 65_534,
    encoding: 'utf8',
  });
  return stdout;
}

test.skipIf(process.getuid?.() !== 0)('a file is read where nothing can be written beside it', async () => {
  const folder = join(temporaryDirectory.path(), 'theirs');
  mkdirSync(folder);
  chmodSync(temporaryDirectory.path(), 0o755);
  chmodSync(folder, 0o755);
  const file = join(folder, 'memory.db');
  copyFileSync(await fileWith('a', 'b'), file);
  chmodSync(file, 0o644);
  expect(readByNobody(file).split('\n').toSorted()).toEqual(['', 'a 5', 'b 5']);
  // A log that cannot be read there is not passed over.
  const memory = sqliteMemory(file);
  await memory.append(sampleRecords('c'));
  copyFileSync(file, join(folder, 'copy.db'));
  copyFileSync(`${file}-wal`, join(folder, 'copy.db-wal'));
  await memory.close();
  expect(readByNobody(join(folder, 'copy.db'))).toMatch(/copy.db' cannot be read: it has a log.*Copy both/);
});
