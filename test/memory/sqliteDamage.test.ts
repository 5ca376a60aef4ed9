import { DatabaseSync } from 'node:sqlite';

import { expect, test } from 'vitest';

import { collectedExport } from './collectedExport.ts';
import { everyExecution } from '../../src/memory/everyExecution.ts';
import { MemoryError } from '../../src/memory/errors.ts';
import { importExecutions } from '../../src/memory/archive.ts';
import { inMemory } from '../../src/memory/inMemory.ts';
import { sealRecords } from '../../src/memory/chain/sealRecord.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { summaryFault } from '../../src/memory/summary.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

const ids = ['a', 'b', 'c', 'd'];
const sealed = (id: string) => sealRecords(sampleRecords(id, { end: 'waiting' }));

/** A memory of some that wait, in whose file something was changed by hand. */
async function changed(sql: string) {
  const file = temporaryDirectory.file();
  const memory = sqliteMemory(file);
  for (const id of ids) await memory.append(sealed(id));
  await memory.close();
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA foreign_keys = OFF; ${sql}`);
  db.close();
  return sqliteMemory(file);
}

test('one damaged summary is named, the others are listed, and it is repaired from the records', async () => {
  const memory = await changed("UPDATE executions SET status = 'thinking' WHERE execution_id = 'b'");
  for (const order of ['newest', 'oldestWait'] as const) {
    const listed: string[] = [];
    const damaged: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await memory.list({ order, limit: 1, ...(cursor !== undefined && { cursor }) });
      listed.push(...page.executions.map(({ executionId }) => executionId));
      damaged.push(...page.damaged.map(({ executionId, error }) => `${executionId}: ${error.message}`));
      cursor = page.nextCursor;
    }
    expect(listed.toSorted()).toEqual(['a', 'c', 'd']);
    expect(damaged).toEqual([expect.stringContaining("b: Execution 'b': the status of its summary is damaged.")]);
  }
  await expect(memory.find('b')).rejects.toThrow(/Execution 'b': .*repair/);
  const found: string[] = [];
  const every = async () => {
    for await (const { executionId } of everyExecution(memory)) found.push(executionId);
  };
  await expect(every()).rejects.toThrow("Execution 'b'");
  expect(found.toSorted()).toEqual(['a', 'c', 'd']);
  expect(await memory.repair('b')).toBe(true);
  expect((await memory.find('b'))?.status).toBe('waiting');
  expect((await memory.list()).damaged).toEqual([]);
  await memory.close();
});

test.for([
  ['a wrong length', 'UPDATE executions SET length = 3 WHERE execution_id = :id'],
  ['a wrong status', "UPDATE executions SET status = 'completed' WHERE execution_id = :id"],
  ['a forgotten wait', 'UPDATE executions SET waiting_since = NULL WHERE execution_id = :id'],
  ['a missing row', 'DELETE FROM executions WHERE execution_id = :id'],
] as const)('%s is repaired, and the execution goes on', async ([, sql]) => {
  const memory = await changed(sql.replace(':id', "'b'"));
  const before = await memory.find('b');
  if (before !== null) expect(summaryFault(await memory.read('b'), before)).toMatch(/^its (length|status|waiting) is/);
  expect(await memory.repair('b')).toBe(true);
  const after = await memory.find('b');
  expect(after && summaryFault(await memory.read('b'), after)).toBeUndefined();
  const records = sealed('b');
  const last = records.at(-1);
  if (last === undefined) throw new Error('A sample has records.');
  await memory.append([{ ...last, seq: records.length }]);
  expect(await memory.read('b')).toHaveLength(records.length + 1);
  await memory.close();
});

test('a damaged record is named by reading and by repairing, and an export of all passes over it', async () => {
  const memory = await changed("UPDATE records SET record = '{' WHERE execution_id = 'b' AND seq = 2");
  const refused = /Execution 'b': record 2 is damaged/;
  await expect(memory.read('b')).rejects.toThrow(refused);
  await expect(memory.repair('b')).rejects.toThrow(refused);
  await expect(collectedExport(memory)).rejects.toThrow(refused);
  const damaged: string[] = [];
  const lines = await collectedExport(memory, ({ executionId, error }) => {
    expect(MemoryError.isInstance(error)).toBe(true);
    damaged.push(executionId);
  });
  expect(damaged).toEqual(['b']);
  const copy = inMemory();
  expect(await importExecutions(copy, lines)).toBe(3);
  await memory.close();
});

test('an execution whose chain is broken is passed over by an export of all, and named', async () => {
  const memory = await changed(
    `UPDATE records SET record = replace(record, 'Reset my password', 'Send the money') WHERE execution_id = 'c'`,
  );
  const damaged: string[] = [];
  const lines = await collectedExport(memory, ({ executionId }) => damaged.push(executionId));
  expect(damaged).toEqual(['c']);
  expect(await importExecutions(inMemory(), lines)).toBe(3);
  await memory.close();
});
