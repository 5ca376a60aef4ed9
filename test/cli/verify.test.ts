import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { runHere } from './runHere.ts';

let cwd: string;
beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'handoff-verify-'));
  const sharedMemory = sqliteMemory(join(cwd, '.handoff', 'memory.db'));
  const pattern = createHandoffPattern({ tiers: { 1: humanAgent() }, sharedMemory });
  for (const executionId of ['first', 'second', 'third', 'fourth']) {
    await pattern.executeWithHandoff('t', { executionId, returnOnWait: true });
  }
  await sharedMemory.close();
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const here = (...args: readonly string[]) => runHere(args, cwd);

/** Changes the file behind the library's back. */
function tamper(...statements: readonly string[]): void {
  const database = new DatabaseSync(join(cwd, '.handoff', 'memory.db'));
  for (const statement of statements) database.exec(statement);
  database.close();
}

test('verify looks at all executions, whatever it finds, and repair mends the summaries', async () => {
  expect((await here('verify', 'first')).stdout).toContain('whole');
  tamper(
    "UPDATE executions SET status = 'completed' WHERE execution_id = 'first'",
    "UPDATE executions SET status = 'nonsense' WHERE execution_id = 'second'",
    "UPDATE records SET record = 'no JSON' WHERE execution_id = 'third' AND seq = 1",
  );
  const { code, stdout } = await here('verify');
  expect(code).toBe(5);
  expect(stdout).toMatch(/^first {2}BROKEN at record 2: .*its status is 'completed', and the records say 'waiting'/m);
  expect(stdout).toMatch(/^second {2}BROKEN/m);
  expect(stdout).toMatch(/^third {2}BROKEN/m);
  expect(stdout).toMatch(/^fourth {2}whole/m);
  expect(stdout).toContain('4 executions checked, 3 broken');
  expect(JSON.parse((await here('verify', 'first', '--json')).stdout)).toMatchObject([{ problem: 'summary' }]);

  const repaired = await here('repair');
  expect(repaired.code).toBe(5);
  expect(repaired.stdout).toMatch(/^first {2}repaired: its status is 'completed'/m);
  expect(repaired.stdout).toMatch(/^second {2}repaired/m);
  expect(repaired.stdout).toMatch(/^third {2}not repaired/m);
  expect((await here('verify')).stdout).toContain('4 executions checked, 1 broken');
  expect((await here('pending')).stdout).toMatch(/first[^]*second/);
});

test('repair of one writes a summary that is gone', async () => {
  tamper('PRAGMA foreign_keys = OFF', "DELETE FROM executions WHERE execution_id = 'second'");
  expect((await here('verify', 'second')).stdout).toContain('there is none');
  expect(await here('repair', 'second')).toMatchObject({ code: 0, stdout: expect.stringContaining('repaired') });
  expect((await here('verify', 'second')).stdout).toContain('whole');
  expect(await here('respond', 'second', 'Yes.')).toMatchObject({ code: 0 });
});
