import { DatabaseSync } from 'node:sqlite';

import { expect, test } from 'vitest';

import { recordBatch, rewriteBatch, type RecordBatch } from '../../src/memory/recordBatch.ts';
import { sqliteAppend } from '../../src/memory/sqliteAppend.ts';
import { sqliteEraser } from '../../src/memory/sqliteEraser.ts';
import { isBusy, sqliteError } from '../../src/memory/sqliteErrors.ts';
import { migrate } from '../../src/memory/sqliteSchema.ts';
import { sqliteWriter } from '../../src/memory/sqliteWriter.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';

const failure = (errcode: number) => Object.assign(new Error('it failed'), { errcode });
const adviceFor = (cause: unknown) => sqliteError('a.db', 'append', cause).message;

test('the advice is the same for a code and for what extends it', () => {
  for (const code of [10, 10 | (1 << 8), 10 | (12 << 8)]) expect(adviceFor(failure(code))).toContain('Check the disk');
  for (const code of [8, 8 | (3 << 8)]) expect(adviceFor(failure(code))).toContain('writable');
  for (const code of [13, 11, 26]) expect(adviceFor(failure(code))).not.toContain('in a directory that exists');
  expect(adviceFor(new Error('ENOENT'))).toContain('in a directory that exists');
});

test('a file is busy where another connection writes or holds a lock', () => {
  expect([5, 5 | (1 << 8), 6, 6 | (1 << 8)].map(failure).every(isBusy)).toBe(true);
  expect([failure(10), new Error('busy'), null].some(isBusy)).toBe(false);
});

const texts = ({ records }: RecordBatch) => records.map((record) => JSON.stringify(record));

/** A database whose log cannot be cut. */
class StuckLog extends DatabaseSync {
  override exec(sql: string): void {
    if (sql.includes('wal_checkpoint')) throw failure(10);
    super.exec(sql);
  }
}

test('where the log cannot be cut, it is not said that nothing was removed', async () => {
  const db = new StuckLog(':memory:');
  migrate(db);
  const writer = sqliteWriter(db, 'a.db');
  const append = sqliteAppend(db);
  const batch = recordBatch('sqlite', sampleRecords('e'));
  const rewritten = rewriteBatch('sqlite', sampleRecords('e', { task: '[erased]' }));
  if (batch === undefined || rewritten === undefined) throw new Error('A sample has records.');
  await writer.write('append', () => append(batch, texts(batch), undefined));
  const eraser = sqliteEraser(db, 'a.db');
  expect(() => eraser.rewrite(rewritten)).toThrow(
    expect.objectContaining({ operation: 'rewrite', outcome: 'unknown' }),
  );
  expect(() => eraser.delete('e')).toThrow(expect.objectContaining({ operation: 'delete', outcome: 'unknown' }));
  expect(eraser.delete('e')).toBe(false);
  db.close();
});

test('where no transaction can begin, nothing is written', async () => {
  const db = new DatabaseSync(':memory:');
  migrate(db);
  const writer = sqliteWriter(db, 'a.db');
  const append = sqliteAppend(db);
  const batch = recordBatch('sqlite', sampleRecords('e'));
  if (batch === undefined) throw new Error('A sample has records.');
  db.exec('BEGIN');
  const written = () => writer.write('append', () => append(batch, texts(batch), undefined));
  await expect(written()).rejects.toMatchObject({ operation: 'append', outcome: 'unchanged' });
  db.exec('ROLLBACK');
  expect(db.prepare('SELECT count(*) AS count FROM records').get()).toEqual({ count: 0 });
  await written();
  expect(db.prepare('SELECT count(*) AS count FROM records').get()).toEqual({ count: batch.records.length });
  db.close();
});
