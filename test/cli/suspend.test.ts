import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { startNode } from '../support/runNode.ts';

const cwd = mkdtempSync(join(tmpdir(), 'handoff-suspend-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** An agent whose first call says that it is made, and ends with the next signal or not at all. */
function config(name: string, endsOnSignal: boolean): string {
  const file = join(cwd, `${name}.mjs`);
  const judgement = '{ canHandle: true, complexityScore: 0, reasoning: "r", requiresTier: 1 }';
  writeFileSync(
    file,
    `export default { tiers: { 1: {
       agentId: 'a',
       evaluateTask: async () => {
         // As a connection does, it holds the process open.
         setInterval(() => undefined, 1_000);
         process.stderr.write('CALLED\\n');
         await new Promise((resolve) => ${endsOnSignal} && process.once(process.env.SIGNAL, () => setTimeout(resolve, 50)));
         return ${judgement};
       },
       executeTask: async () => ({ result: 'done', confidence: 1, executionMetadata: {} }),
     } } };`,
  );
  return file;
}

/** Runs a task, and sends a signal once the agent is called. */
async function interrupted(signal: NodeJS.Signals, args: readonly string[], again = false) {
  const child = startNode(join('src', 'cli', 'main.ts'), args, { cwd, env: { SIGNAL: signal } });
  child.stdin?.end();
  let stderr = '';
  let isSent = false;
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk);
    if (!isSent && stderr.includes('CALLED')) {
      isSent = true;
      child.kill(signal);
    }
    if (again && stderr.includes('Suspending')) child.kill(signal);
  });
  const [code] = await once(child, 'close');
  return { code, stderr };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s lets the call finish, and the next process goes on from there',
  async (signal) => {
    const memory = join(cwd, `${signal}.db`);
    const options = ['--config', config(signal, true), '--memory', memory];
    const { code, stderr } = await interrupted(signal, ['run', 'May I?', ...options]);
    expect(code).toBe(130);
    expect(stderr).toContain('Suspending: calls under way have ten seconds to finish');
    const [, id = ''] = /Go on with it: .* resume ([\w-]+) --config/.exec(stderr) ?? [];
    const store = sqliteMemory(memory);
    expect((await store.read(id)).at(-1)?.event.type).toBe('suspend');
    expect(await store.find(id)).toMatchObject({ status: 'running', lease: null });
    await store.close();
    const child = startNode(join('src', 'cli', 'main.ts'), ['resume', id, ...options], { cwd });
    let stdout = '';
    child.stdout?.on('data', (chunk) => (stdout += String(chunk)));
    child.stdin?.end();
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(stdout).toContain('done');
  },
);

test('a second Ctrl+C ends at once, and nothing that was stored is lost', async () => {
  const memory = join(cwd, 'second.db');
  const { code, stderr } = await interrupted(
    'SIGINT',
    ['run', 'May I?', '--config', config('second', false), '--memory', memory],
    true,
  );
  expect(code).toBe(130);
  expect(stderr).toContain('Ctrl+C ends at once');
  const store = sqliteMemory(memory);
  expect(await store.list()).toMatchObject({ executions: [{ status: 'running', length: 1 }] });
  await store.close();
});
