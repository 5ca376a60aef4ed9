import { resolve } from 'node:path';

import { expect, test } from 'vitest';

import { ConfigurationError } from '../../src/machines/errors.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { sqlitePath } from '../../src/memory/sqlitePath.ts';

test('a file stays where it is when the working directory changes', () => {
  expect(sqlitePath('a.db')).toBe(resolve('a.db'));
  expect(sqlitePath(':memory:')).toBe(':memory:');
});

test.for<readonly [unknown, string]>([
  [{ path: 'x.db' }, "Did you mean sqliteMemory('x.db')?"],
  [{ filename: "it's.db", readonly: true }, `Did you mean sqliteMemory("it's.db")?`],
  [{ durability: 'full' }, "Did you mean sqliteMemory('memory.db')?"],
  [{ url: 'postgres://u:hunter2@h/db' }, "Did you mean sqliteMemory('memory.db')?"],
  ['', 'it was given an empty one'],
  [undefined, 'it was given undefined'],
  [null, 'it was given null'],
  [42, 'it was given a number'],
  [new URL('file:///tmp/x.db'), 'sqliteMemory(fileURLToPath(url))'],
  ['file:x.db', "Did you mean sqliteMemory('x.db')?"],
  ['file:///tmp/x.db', "Did you mean sqliteMemory('/tmp/x.db')?"],
  ['sqlite://x.db', "Did you mean sqliteMemory('x.db')?"],
  ['file::memory:', "Did you mean sqliteMemory(':memory:')?"],
  ['postgres://u:hunter2@h/db', 'Did you mean postgresMemory({ pool })'],
])('what is no path is answered with the call that was meant: %j', ([given, advice]) => {
  let error: unknown;
  try {
    Reflect.apply(sqliteMemory, undefined, [given]);
  } catch (thrown) {
    error = thrown;
  }
  expect(ConfigurationError.isInstance(error) && error.message).toContain(advice);
  expect(String(error)).not.toContain('hunter2');
});
