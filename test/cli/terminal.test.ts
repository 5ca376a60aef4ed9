import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { runProgram } from '../../src/cli/program.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'handoff-terminal-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** A terminal at which nobody sits: what is typed comes from the test, and what is shown is kept. */
function terminal() {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const controller = new AbortController();
  let shown = '';
  const watchers = new Set<() => void>();
  stdout.on('data', (chunk) => {
    shown += String(chunk);
    for (const look of watchers) look();
  });
  return {
    io: {
      stdin,
      stdout,
      stderr: new PassThrough(),
      cwd,
      interactive: true,
      columns: 100,
      abortSignal: controller.signal,
      interrupt: (reason: string) => controller.abort(reason),
    },
    type: (keys: string) => stdin.write(keys),
    get shown() {
      return shown;
    },
    shows: (words: string) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = () => {
        if (shown.includes(words)) resolve();
      };
      watchers.add(look);
      look();
      return promise;
    },
  };
}

/** A person, with a deadline where one is given, and below a tier that knows nothing. */
function config(deadlineMs?: number): string {
  const file = join(cwd, 'handoff.config.mjs');
  const package_ = join(import.meta.dirname, '..', '..', 'src', 'services', 'humanAgent.ts');
  writeFileSync(
    file,
    `import { humanAgent } from ${JSON.stringify(package_)};
     const lastResort = {
       agentId: 'last-resort',
       evaluateTask: async ({ tierLevel }) => ({ canHandle: true, complexityScore: 0.5, reasoning: 'always', requiresTier: tierLevel }),
       executeTask: async () => ({ result: 'the last resort', confidence: 1, executionMetadata: {} }),
     };
     export default { tiers: { 1: humanAgent(${JSON.stringify({ ...(deadlineMs !== undefined && { deadlineMs }) })}), 2: lastResort } };`,
  );
  return file;
}

test('what the person types is the answer', async () => {
  const person = terminal();
  const code = runProgram(person.io, ['run', 'May I?', '--config', config(), '--memory', join(cwd, 'memory.db')]);
  await person.shows('Your answer');
  person.type('Yes, you may.\r');
  expect(await code).toBe(0);
  expect(person.shown).toContain('tier 1 · confidence 1.00');
});

test('a deadline that passes takes the question away, and the execution goes on', async () => {
  const person = terminal();
  const code = runProgram(person.io, ['run', 'May I?', '--config', config(300), '--memory', join(cwd, 'memory.db')]);
  await person.shows('Your answer');
  expect(await code).toBe(0);
  expect(person.shown).toContain('the last resort');
});

test('an answer that came too late does not count, and the one that counts is shown', async () => {
  const person = terminal();
  const file = join(cwd, 'memory.db');
  const code = runProgram(person.io, ['run', 'May I?', '--config', config(), '--memory', file]);
  await person.shows('Your answer');
  const elsewhere = createHandoffPattern({
    tiers: { 1: humanAgent(), 2: { ...humanAgent(), agentId: 'last-resort' } },
    sharedMemory: sqliteMemory(file),
  });
  const [waiting] = (await elsewhere.pending()).executions;
  await elsewhere.respond(waiting?.executionId ?? '', { result: 'No, said somebody else.' });
  await elsewhere.sharedMemory.close();
  person.type('Yes, you may.\r');
  expect(await code).toBe(0);
  expect(person.shown).toContain('did not count');
  expect(person.shown).toContain('No, said somebody else.');
});

test('Ctrl+C at the question leaves the execution waiting, and says how to go on', async () => {
  const person = terminal();
  const code = runProgram(person.io, ['run', 'May I?', '--config', config(), '--memory', join(cwd, 'memory.db')]);
  await person.shows('Your answer');
  person.type('\x03');
  await expect(code).rejects.toMatchObject({
    code: 'HANDOFF_SUSPENDED',
    message: expect.stringMatching(/Go on with it: .* resume [\w-]+ --config/),
  });
  const memory = sqliteMemory(join(cwd, 'memory.db'));
  expect(await memory.list()).toMatchObject({ executions: [{ status: 'waiting', lease: null }] });
  await memory.close();
});
