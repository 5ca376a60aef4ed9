import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

import { expect, test } from 'vitest';

import { openSqliteFile, sqlitePath } from '../../src/memory/sqliteFile.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { inTransaction, stateOf } from '../../src/memory/sqliteSchema.ts';
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
    expect(() => sqliteMemory(':memory:', { busyTimeoutMs })).toThrow('Use an integer from 0 to 600000.');
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

test('a file stays where it is when the working directory changes', () => {
  expect(sqlitePath('a.db')).toBe(resolve('a.db'));
  expect(sqlitePath(':memory:')).toBe(':memory:');
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
