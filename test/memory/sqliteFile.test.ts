import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

import { expect, test } from 'vitest';

import { openSqliteFile } from '../../src/memory/sqliteFile.ts';
import { MemoryError } from '../../src/memory/errors.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { inTransaction, stateOf } from '../../src/memory/sqliteSchema.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

const settings = { durability: 'full', busyTimeoutMs: 1_234 } as const;

/** What a pragma is set to. */
const pragma = (db: DatabaseSync, name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];

test('a file is set up for what its settings promise', () => {
  for (const [durability, synchronous, fullfsync] of [
    ['full', 2, 1],
    ['normal', 1, 0],
  ] as const) {
    const db = openSqliteFile(temporaryDirectory.file(), { ...settings, durability }, (opened) => opened);
    const names = ['synchronous', 'fullfsync', 'busy_timeout', 'journal_mode', 'foreign_keys', 'secure_delete'];
    expect(names.map((name) => pragma(db, name))).toEqual([synchronous, fullfsync, 1_234, 'wal', 1, 1]);
    expect(stateOf(db)).toBe('current');
    db.close();
  }
});

test('a memory waits for others for up to ten minutes, or not at all', async () => {
  for (const busyTimeoutMs of [0, 600_000]) await sqliteMemory(':memory:', { busyTimeoutMs }).close();
  for (const busyTimeoutMs of [-1, 600_001, 0.5]) {
    expect(() => sqliteMemory(':memory:', { busyTimeoutMs })).toThrow('expected an integer from 0 to 600000');
  }
});

test('a file is closed again where it cannot be used', () => {
  const opened: DatabaseSync[] = [];
  const use = (db: DatabaseSync): never => {
    opened.push(db);
    throw new Error('no such function');
  };
  expect(() => openSqliteFile(temporaryDirectory.file(), settings, use)).toThrow('no such function');
  expect(opened.map(({ isOpen }) => isOpen)).toEqual([false]);
});

test('a transaction that fails leaves nothing, and no transaction', () => {
  const db = openSqliteFile(':memory:', settings, (opened) => opened);
  const failing = () =>
    inTransaction(db, 'BEGIN IMMEDIATE', () => {
      db.exec('CREATE TABLE half (a)');
      throw new Error('half way');
    });
  expect(failing).toThrow('half way');
  expect(db.isTransaction).toBe(false);
  expect(db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'half'").get()).toBeUndefined();
  db.close();
});

test.for(['is not there', 'is empty'])(
  'a log that was left over is named where its database %s, and kept',
  async (state) => {
    const original = temporaryDirectory.file();
    const memory = sqliteMemory(original);
    await memory.append(sampleRecords('e'));
    const file = `${original}.moved`;
    copyFileSync(`${original}-wal`, `${file}-wal`);
    await memory.close();
    if (state === 'is empty') writeFileSync(file, '');
    const log = readFileSync(`${file}-wal`);
    const error = errorOf(() => sqliteMemory(file));
    expect(MemoryError.isInstance(error) && error.message).toContain(
      `'${file}' ${state}, but its write-ahead log was left over: '${file}-wal'`,
    );
    expect(readFileSync(`${file}-wal`)).toEqual(log);
    // What the message says helps.
    copyFileSync(original, file);
    const restored = sqliteMemory(file);
    expect(await restored.read('e')).not.toEqual([]);
    await restored.close();
  },
);

test('an empty log is nothing that could be lost', async () => {
  const file = temporaryDirectory.file();
  writeFileSync(`${file}-wal`, '');
  await sqliteMemory(file).close();
  expect(existsSync(file)).toBe(true);
});

function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
