import { copyFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { describe, expect, test } from 'vitest';

import { ConfigurationError } from '../../src/machines/errors.ts';
import { MemoryError } from '../../src/memory/errors.ts';
import { sqliteMemory, type SqliteMemoryOptions } from '../../src/memory/sqliteMemory.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

const records = sampleRecords('kept');

async function fileWithRecords(count = 1): Promise<string> {
  const file = temporaryDirectory.file();
  const memory = sqliteMemory(file);
  for (let index = 0; index < count; index += 1) {
    await memory.append(index === 0 ? records : sampleRecords(`other-${index}`));
  }
  await memory.close();
  return file;
}

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

interface Refusal {
  readonly message: string;
  /** The bytes are those of before, and there is no file beside it that was not there. */
  readonly untouched: boolean;
}

/** What opening says, and what it does to the file and its companions. */
function refusalOf(file: string): Refusal {
  const files = [file, `${file}-wal`, `${file}-journal`];
  const contents = () =>
    files.map((name) => (statSync(name, { throwIfNoEntry: false })?.isFile() ? readFileSync(name, 'base64') : ''));
  const before = contents();
  const error = errorOf(() => sqliteMemory(file));
  const untouched = contents().join() === before.join();
  if (!MemoryError.isInstance(error) || error.operation !== 'open' || !error.message.includes(file)) throw error;
  return { message: error.message, untouched };
}

function refused(reason: RegExp): Refusal {
  return { message: expect.stringMatching(reason), untouched: true };
}

function changed(file: string, change: (db: DatabaseSync) => void): string {
  const db = new DatabaseSync(file);
  change(db);
  db.close();
  return file;
}

describe('a file', () => {
  test('is there again after reopening', async () => {
    const file = await fileWithRecords();
    const memory = sqliteMemory(file);
    expect(await memory.read('kept')).toEqual(records);
    expect((await memory.list()).executions).toHaveLength(1);
    await memory.append(sampleRecords('more'));
    await memory.close();
    const again = sqliteMemory(file);
    expect(await again.read('more')).toEqual(sampleRecords('more'));
    await again.close();
  });

  test('is made together with its directories', async () => {
    const file = join(temporaryDirectory.path(), 'a', 'b', 'memory.db');
    await sqliteMemory(file).close();
    expect(statSync(file).isFile()).toBe(true);
  });

  test('keeps a write-ahead log while it is open, and is one file when it is closed', async () => {
    const file = temporaryDirectory.file();
    const memory = sqliteMemory(file);
    await memory.append(records);
    const other = new DatabaseSync(file, { readOnly: true });
    expect(other.prepare('PRAGMA journal_mode').get()?.['journal_mode']).toBe('wal');
    other.close();
    expect(existsSync(`${file}-wal`)).toBe(true);
    await memory.close();
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  test('is shared by two memories, each seeing what the other stored', async () => {
    const file = temporaryDirectory.file();
    const [one, two] = [sqliteMemory(file), sqliteMemory(file)];
    await one.append(records.slice(0, 2));
    await two.append(records.slice(2));
    expect(await one.read('kept')).toEqual(records);
    expect(await two.delete('kept')).toBe(true);
    expect(await one.read('kept')).toEqual([]);
    await one.close();
    await two.close();
  });

  test('is not rewritten by opening it: migrations run once', async () => {
    const file = await fileWithRecords();
    const before = readFileSync(file);
    await sqliteMemory(file).close();
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('keeps no records of a deleted execution', async () => {
    const file = await fileWithRecords(2);
    const memory = sqliteMemory(file);
    await memory.delete('kept');
    await memory.close();
    const db = new DatabaseSync(file, { readOnly: true });
    expect(db.prepare('SELECT DISTINCT execution_id AS id FROM records').all()).toMatchObject([{ id: 'other-1' }]);
    db.close();
  });
});

describe('leaves no byte in the file or its log', () => {
  const secret = 'Ada Lovelace, born 1815, ';
  const personal = sampleRecords('personal', { task: secret, result: secret.repeat(2000) });
  const secretsIn = (file: string) =>
    [file, `${file}-wal`].filter((name) => existsSync(name) && readFileSync(name).includes(secret));

  test('of records that were rewritten', async () => {
    const file = await fileWithRecords(20);
    const memory = sqliteMemory(file);
    await memory.append(personal);
    expect(secretsIn(file)).not.toEqual([]);
    const erased = sampleRecords('personal', { task: '[erased]', result: '[erased]' });
    await memory.rewrite(erased);
    expect(secretsIn(file)).toEqual([]);
    expect(await memory.read('personal')).toEqual(erased);
    await memory.close();
    expect(secretsIn(file)).toEqual([]);
  });

  test('of an execution that was deleted, also while another process has the file open', async () => {
    const file = await fileWithRecords(20);
    const other = new DatabaseSync(file, { readOnly: true });
    const memory = sqliteMemory(file);
    await memory.append(personal);
    expect(other.prepare('SELECT count(*) AS count FROM executions').get()?.['count']).toBe(21);
    expect(await memory.delete('personal')).toBe(true);
    expect(secretsIn(file)).toEqual([]);
    other.close();
    await memory.close();
  });

  test('of executions that were deleted together', async () => {
    const file = await fileWithRecords(20);
    const memory = sqliteMemory(file);
    await memory.append(personal);
    expect(await memory.deleteMany(['other-3', 'personal', 'other-4'])).toBe(3);
    expect(secretsIn(file)).toEqual([]);
    await memory.close();
  });

  test('at the latest of the next removal, where somebody was reading', async () => {
    const file = await fileWithRecords(2);
    const memory = sqliteMemory(file, { busyTimeoutMs: 0 });
    await memory.append(personal);
    const reader = new DatabaseSync(file, { readOnly: true });
    reader.exec('BEGIN; SELECT * FROM executions');
    expect(await memory.delete('personal')).toBe(true);
    expect(secretsIn(file)).not.toEqual([]);
    reader.exec('COMMIT');
    expect(await memory.delete('other-1')).toBe(true);
    expect(secretsIn(file)).toEqual([]);
    reader.close();
    await memory.close();
  });
});

describe('refuses, and leaves as it is,', () => {
  test('a file that is not a database', () => {
    const file = temporaryDirectory.file();
    writeFileSync(file, 'Dear diary, today I …\n'.repeat(1000));
    expect(refusalOf(file)).toEqual(refused(/not a SQLite database/));
    for (const size of [1, 99, 100, 511, 512, 513, 1023, 1024, 4096]) {
      writeFileSync(file, 'x'.repeat(size));
      expect(refusalOf(file)).toEqual(refused(/not a SQLite database/));
    }
  });

  test('the database of another application', () => {
    const file = changed(temporaryDirectory.file(), (db) => db.exec('CREATE TABLE notes (text TEXT)'));
    expect(refusalOf(file)).toEqual(refused(/another application/));
    const marked = changed(temporaryDirectory.file(), (db) => db.exec('PRAGMA application_id = 42'));
    expect(refusalOf(marked)).toEqual(refused(/another application/));
    const logged = changed(temporaryDirectory.file(), (db) => {
      db.exec('PRAGMA journal_mode = WAL; CREATE TABLE notes (text TEXT)');
    });
    expect(refusalOf(logged)).toEqual(refused(/another application/));
  });

  test('a file of a newer schema', async () => {
    const file = changed(await fileWithRecords(), (db) => db.exec('PRAGMA user_version = 99'));
    expect(refusalOf(file)).toEqual(refused(/newer/));
  });

  test('the database of another application whose log nobody folded in', async () => {
    const original = temporaryDirectory.file();
    const db = new DatabaseSync(original);
    db.exec('PRAGMA journal_mode = WAL; CREATE TABLE notes (text TEXT)');
    const file = `${original}.crashed`;
    for (const suffix of ['', '-wal']) copyFileSync(`${original}${suffix}`, `${file}${suffix}`);
    db.close();
    expect(refusalOf(file)).toEqual(refused(/another application/));
  });

  test('a directory', () => {
    expect(refusalOf(temporaryDirectory.path())).toEqual(refused(/is a directory/));
  });

  test('a path below a file, and other paths that cannot be', () => {
    const file = temporaryDirectory.file();
    writeFileSync(file, '');
    expect(refusalOf(join(file, 'memory.db'))).toEqual(refused(/ENOTDIR|EEXIST/));
    expect(refusalOf('/dev/null')).toEqual(refused(/not a regular file/));
    expect(ConfigurationError.isInstance(errorOf(() => sqliteMemory('')))).toBe(true);
    expect(MemoryError.isInstance(errorOf(() => sqliteMemory('a\0b')))).toBe(true);
  });

  test('a file that was cut short', async () => {
    const file = await fileWithRecords(30);
    truncateSync(file, 5000);
    expect(refusalOf(file)).toEqual(refused(/damaged/));
    truncateSync(file, 90);
    expect(refusalOf(file)).toEqual(refused(/not a SQLite database/));
  });

  test('a file with garbage in any of its pages', async () => {
    const original = await fileWithRecords(30);
    for (let page = 1; page < statSync(original).size / 4096; page += 1) {
      const file = `${original}.page-${page}`;
      copyFileSync(original, file);
      const bytes = readFileSync(file);
      bytes.fill(0xa5, page * 4096, (page + 1) * 4096);
      writeFileSync(file, bytes);
      expect(refusalOf(file)).toEqual(refused(/damaged/));
    }
  });

  test('a file whose tables are gone', async () => {
    const file = changed(await fileWithRecords(), (db) => db.exec('DROP TABLE records'));
    expect(refusalOf(file)).toEqual(refused(/no such table/));
  });
});

describe('gives a typed error', () => {
  test('for options that are not valid', () => {
    const cases: readonly (readonly [object, string])[] = [
      [{ durability: 'some' }, 'durability'],
      [{ busyTimeoutMs: -1 }, 'busyTimeoutMs'],
      [{ busyTimeoutMs: Number.NaN }, 'busyTimeoutMs'],
      [{ wal: true }, 'wal'],
    ];
    for (const [options, path] of cases) {
      const untyped: SqliteMemoryOptions = options;
      const error = errorOf(() => sqliteMemory(temporaryDirectory.file(), untyped));
      expect(ConfigurationError.isInstance(error) && error.path).toBe(path);
    }
  });

  test('for a record that is not JSON data, and stores the others of the moment', async () => {
    const memory = sqliteMemory(':memory:');
    const actorId = 'tier1.evaluate';
    const event = { type: `xstate.done.actor.${actorId}`, actorId, output: { complexityScore: 1n } } as const;
    const bad = sampleRecords('bad').map((record) => (record.seq === 1 ? Object.assign(record, { event }) : record));
    const outcomes = await Promise.allSettled([memory.append(records), memory.append(bad)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await expect(memory.append(bad)).rejects.toSatisfy((error) => MemoryError.isInstance(error));
    expect(await memory.read('bad')).toEqual([]);
    expect(await memory.read('kept')).toEqual(records);
    await memory.close();
  });

  test('while another process holds the file, and works afterwards', async () => {
    const file = await fileWithRecords();
    const memory = sqliteMemory(file, { busyTimeoutMs: 0 });
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    await expect(memory.append(sampleRecords('late'))).rejects.toThrow(/busyTimeoutMs/);
    await expect(memory.delete('kept')).rejects.toSatisfy((error) => MemoryError.isInstance(error));
    expect(await memory.read('kept')).toEqual(records);
    other.exec('ROLLBACK');
    other.close();
    await memory.append(sampleRecords('late'));
    await memory.close();
  });

  test('for the append that fails inside a shared transaction, and stores the others', async () => {
    const file = await fileWithRecords();
    changed(file, (db) =>
      db.exec(`CREATE TRIGGER fail BEFORE INSERT ON records WHEN NEW.execution_id = 'b' AND NEW.seq = 2
        BEGIN SELECT RAISE(ABORT, 'the disk is on fire'); END`),
    );
    const memory = sqliteMemory(file);
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((id) => memory.append(sampleRecords(id))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await memory.read('a')).toEqual(sampleRecords('a'));
    expect(await memory.read('b')).toEqual([]);
    expect(await memory.read('c')).toEqual(sampleRecords('c'));
    expect((await memory.list()).executions).toHaveLength(3);
    await memory.close();
  });

  test('for a rewrite that fails in the middle, and keeps every record', async () => {
    const file = await fileWithRecords();
    changed(file, (db) =>
      db.exec(`CREATE TRIGGER fail BEFORE UPDATE ON records WHEN NEW.seq = 2
        BEGIN SELECT RAISE(ABORT, 'the disk is on fire'); END`),
    );
    const memory = sqliteMemory(file);
    await expect(memory.rewrite(sampleRecords('kept', { task: '[erased]' }))).rejects.toMatchObject({
      operation: 'rewrite',
      outcome: 'unchanged',
    });
    expect(await memory.read('kept')).toEqual(records);
    expect((await memory.list()).executions[0]?.task).toBe('Reset my password');
    await memory.close();
  });

  test('for a damaged record, naming it', async () => {
    const file = changed(await fileWithRecords(), (db) => db.exec(`UPDATE records SET record = '{' WHERE seq = 2`));
    const memory = sqliteMemory(file);
    await expect(memory.read('kept')).rejects.toThrow(/'kept': record 2 is damaged/);
    await memory.close();
  });
});
