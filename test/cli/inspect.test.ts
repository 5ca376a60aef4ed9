import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';

import { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { sessionInPage } from '../../inspector/server/page.ts';
import { postgresMemory } from '../../src/memory/postgresMemory.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { sampleRecords } from '../../src/testing/store/sampleRecords.ts';
import { agentThat, hanging } from '../support/agents.ts';
import { freshDatabase } from '../support/postgres.ts';
import { connect, type TestViewer } from '../inspector/viewer.ts';
import { runNode, startNode } from '../support/runNode.ts';
import { runHere } from './runHere.ts';

let cwd: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'handoff-inspect-'));
  writeFileSync(
    join(cwd, 'config.mjs'),
    `const agent = (agentId, canHandle) => ({
       agentId,
       evaluateTask: async ({ tierLevel }) => ({ canHandle, complexityScore: 0.5, reasoning: 'says so', requiresTier: tierLevel }),
       executeTask: async ({ task }) => ({ result: agentId + ': ' + task, confidence: 1, executionMetadata: {} }),
     });
     export default { tiers: { 1: agent('no', false), 2: agent('yes', true) } };`,
  );
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(cwd, { recursive: true, force: true });
});

const handoff = (...args: readonly string[]) => runNode('src/cli/main.ts', args, { cwd });
const run = (task: string) => handoff('run', task, '--config', 'config.mjs');

interface Served {
  readonly child: ChildProcess;
  readonly viewer: TestViewer;
  readonly output: () => string;
  /** Settles when the output contains a text. */
  says(text: string): Promise<void>;
  readonly code: Promise<number | null>;
}

/** Starts a command that serves the debugger, and looks at it. */
async function serve(...args: readonly string[]): Promise<Served> {
  const child = startNode('src/cli/main.ts', args, { cwd });
  children.push(child);
  child.stdin?.end();
  let output = '';
  const news = new EventTarget();
  const code = once(child, 'close').then(([exitCode]: (number | null)[]) => exitCode ?? null);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      news.dispatchEvent(new Event('output'));
    });
  }
  const says = async (text: string) => {
    while (!output.includes(text))
      await Promise.race([once(news, 'output'), code.then(() => expect(output).toContain(text))]);
  };
  await says('/\n');
  const [url = ''] = /http:\S+/.exec(output) ?? [];
  return { child, viewer: await connect({ url }), output: () => output, says, code };
}

describe('handoff inspect', () => {
  test('shows the default memory, read only, until Ctrl+C', async () => {
    await run('stored');
    const { child, viewer, code } = await serve('inspect');
    const { executions } = await viewer.when('executions');
    expect(executions).toMatchObject([{ task: 'stored', status: 'completed', sourceId: 's1' }]);
    expect((await viewer.when('hello')).sources).toMatchObject([
      { name: join('.handoff', 'memory.db'), readOnly: true },
    ]);
    child.kill('SIGINT');
    expect(await code).toBe(0);
  });

  test('has agents with --config, so that a fork goes on live', async () => {
    await run('stored');
    const { viewer } = await serve('inspect', '--config', 'config.mjs');
    const [execution] = (await viewer.when('executions')).executions;
    const value = await viewer.ask({
      type: 'fork',
      sourceId: 's1',
      executionId: execution?.executionId ?? '',
      at: 1,
      event: { output: { canHandle: true } },
      continuation: 'live',
    });
    const executionId: unknown = Object(value).executionId;
    const records = await viewer.records(
      's1',
      typeof executionId === 'string' ? executionId : '',
      ({ to }) => to === 'done',
    );
    expect(records.at(-1)?.event).toMatchObject({ output: { result: 'no: stored' } });
  });

  test('writes one page that holds everything, and shows it again', async () => {
    await run('</script> in a task');
    expect(await handoff('inspect', '--export', 'page.html')).toMatchObject({
      code: 0,
      stdout: '1 execution written to page.html\n',
    });
    const html = readFileSync(join(cwd, 'page.html'), 'utf8');
    const session = sessionInPage(html) ?? '';
    expect(JSON.parse(session)).toMatchObject({ format: 'xstate-handoff-session', executions: [{ length: 5 }] });
    writeFileSync(join(cwd, 'session.json'), session);
    await handoff('export', '--out', 'export.jsonl');
    for (const file of ['page.html', 'session.json', 'export.jsonl']) {
      const { child, viewer, code } = await serve('inspect', file);
      expect((await viewer.when('executions')).executions).toMatchObject([{ task: '</script> in a task' }]);
      child.kill('SIGTERM');
      expect(await code).toBe(0);
    }
  });

  test('shows a memory in PostgreSQL, and has agents for it with --config', async () => {
    const { url, password } = await freshDatabase();
    try {
      const pool = new Pool({ connectionString: url });
      const sharedMemory = postgresMemory({ pool });
      const called = Promise.withResolvers<void>();
      const cutOff = agentThat('yes', {
        evaluate: (_input, signal) => {
          called.resolve();
          return hanging(signal);
        },
      });
      const pattern = createHandoffPattern({
        tiers: { 1: agentThat('no', { canHandle: false }), 2: cutOff },
        sharedMemory,
      });
      const running = pattern.executeWithHandoff('in the database', { executionId: 'e' }).catch(() => undefined);
      await called.promise;
      await pattern.suspend({ timeoutMs: 1 });
      await running;
      await pool.end();
      const shown = await serve('inspect', '--postgres', url);
      expect((await shown.viewer.when('executions')).executions).toMatchObject([{ task: 'in the database' }]);
      expect(shown.output()).not.toContain(password);
      const { child, viewer, code } = await serve('inspect', '--postgres', url, '--config', 'config.mjs');
      await viewer.ask({ type: 'resume', sourceId: 's1', executionId: 'e' });
      const records = await viewer.records('s1', 'e', ({ to }) => to === 'done');
      expect(records.at(-1)?.event).toMatchObject({ output: { result: 'yes: in the database' } });
      child.kill('SIGINT');
      expect(await code).toBe(0);
    } finally {
      for (const child of children) child.kill('SIGKILL');
    }
  });

  test.for<readonly [readonly string[], string]>([
    [['inspect'], 'There is no memory'],
    [['inspect', 'nope.json'], 'nope.json'],
    [['inspect', 'config.mjs'], 'Line 1'],
    [['inspect', 'bad.json'], 'not a session'],
    [['inspect', 'bad.json', '--memory', 'm.db'], 'one place'],
    [['inspect', 'bad.json', '--config', 'config.mjs'], 'only shown'],
    [['inspect', '--port', '70000'], '65535'],
    [['inspect', '--max-executions', '0'], '1 to 100000'],
    [['inspect', '--memory', 'empty.db'], 'empty, and no memory'],
    [['inspect', 'sqlite.db'], 'Open it with --memory sqlite.db'],
    [['inspect', 'session.json', '--export', 'config.mjs/x.html'], 'cannot be written'],
  ])('says what is wrong, without a stack trace: %j', async ([args, message]) => {
    const session = { format: 'xstate-handoff-session', version: 1, title: 't', executions: [sampleRecords('e')] };
    writeFileSync(join(cwd, 'bad.json'), '{"format":"other"}');
    writeFileSync(join(cwd, 'session.json'), JSON.stringify(session));
    writeFileSync(join(cwd, 'empty.db'), '');
    writeFileSync(join(cwd, 'sqlite.db'), 'SQLite format 3\0…');
    const { code, stderr } = await runHere(args, cwd);
    expect([2, 5]).toContain(code);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readFileSync(join(cwd, 'empty.db'), 'utf8')).toBe('');
  });
});

describe('handoff run --inspect', () => {
  test('is paused before its first call, goes on from the page, and stays until the page is closed', async () => {
    const { viewer, output, says, code } = await serve('run', 'a task', '--config', 'config.mjs', '--inspect');
    const held = await viewer.nextHeld();
    expect(held).toMatchObject({
      reason: 'pause',
      call: { kind: 'evaluate', input: { task: 'a task', tierLevel: 1 } },
    });
    expect(output()).not.toContain('says so');
    await viewer.ask({ type: 'set-stepping', stepping: { mode: 'run', breakpoints: [] } });
    await says('The run is over.');
    await says('yes: a task');
    await viewer.when('executions', ({ executions }) => executions[0]?.status === 'completed');
    await viewer.close();
    expect(await code).toBe(0);
  });
});
