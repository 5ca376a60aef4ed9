import { DatabaseSync } from 'node:sqlite';

import { describe, expect, onTestFinished, test } from 'vitest';

import { sqliteEraser } from '../../src/memory/sqliteEraser.ts';
import { sqliteAppend } from '../../src/memory/sqliteAppend.ts';
import { recordBatch } from '../../src/memory/recordBatch.ts';
import { migrate } from '../../src/memory/sqliteSchema.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

function databaseWith(ids: readonly string[]): DatabaseSync {
  const db = new DatabaseSync(':memory:');
  onTestFinished(() => db.close());
  db.exec('PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL');
  migrate(db);
  const append = sqliteAppend(db);
  for (const id of ids) {
    const batch = recordBatch('sqlite', sampleRecords(id));
    if (batch === undefined) throw new Error('A sample has records.');
    append(
      batch,
      batch.records.map((record) => JSON.stringify(record)),
      undefined,
    );
  }
  return db;
}

const rowsOf = (db: DatabaseSync, table: string) => db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n'];
const synchronous = (db: DatabaseSync) => db.prepare('PRAGMA synchronous').get()?.['synchronous'];
const checkpoint = (db: DatabaseSync) => db.prepare('PRAGMA wal_autocheckpoint').get()?.['wal_autocheckpoint'];

describe('deleting some of many', () => {
  const ids = Array.from({ length: 40 }, (_, index) => `"odd' \\ ${index}`);

  test('takes their records along, and leaves all others', () => {
    const db = databaseWith([...ids, 'kept']);
    const eraser = sqliteEraser(db, 'a.db');
    let deleted = 0;
    for (let next = 0; next < ids.length;) {
      const done = eraser.deleteSome(ids, next);
      next = done.next;
      deleted += done.deleted;
    }
    expect(deleted).toBe(40);
    expect(rowsOf(db, 'executions')).toBe(1);
    expect(rowsOf(db, 'records')).toBe(sampleRecords('kept').length);
  });

  test('counts an execution once that is named twice, and none that is not there', () => {
    const eraser = sqliteEraser(databaseWith(['a', 'b']), 'a.db');
    expect(eraser.deleteSome(['a', 'a', 'unknown', 'b', 'a'], 0)).toEqual({ next: 5, deleted: 2 });
  });

  test('leaves what is appended afterwards as durable as before, also where it fails', () => {
    const db = databaseWith(['a']);
    db.exec('PRAGMA wal_autocheckpoint = 77');
    const eraser = sqliteEraser(db, 'a.db');
    eraser.deleteSome(['a'], 0);
    expect([synchronous(db), checkpoint(db)]).toEqual([2, 77]);
    db.exec('BEGIN');
    expect(() => eraser.deleteSome(['a'], 0)).toThrow(/transaction/);
    db.exec('ROLLBACK');
    expect([synchronous(db), checkpoint(db)]).toEqual([2, 77]);
  });
});

test('while many are deleted, others are read and written', async () => {
  const memory = sqliteMemory(temporaryDirectory.file(), { durability: 'normal' });
  const ids = Array.from({ length: 400 }, (_, index) => `e-${index}`);
  await Promise.all(ids.map((id) => memory.append(sampleRecords(id))));
  let over = false;
  const deleting = memory.deleteMany(ids).finally(() => (over = true));
  await memory.append(sampleRecords('meanwhile'));
  expect((await memory.list()).executions.map(({ executionId }) => executionId)).toContain('meanwhile');
  expect(over).toBe(false);
  expect(await deleting).toBe(400);
  expect(await memory.read('meanwhile')).toEqual(sampleRecords('meanwhile'));
  await memory.close();
});
