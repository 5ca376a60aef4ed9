import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { runCommandLine } from '../../src/cli/commandLine.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';
import { agentThat } from '../support/agents.ts';

let cwd: string;
let memory: SharedMemory;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'handoff-watch-'));
  memory = sqliteMemory(join(cwd, '.handoff', 'memory.db'));
});
afterEach(async () => {
  await memory.close();
  rmSync(cwd, { recursive: true, force: true });
});

/** Watches in this process; what it shows is kept. */
function watch(...args: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const controller = new AbortController();
  let shown = '';
  for (const stream of [stdout, stderr]) stream.on('data', (chunk) => (shown += String(chunk)));
  const io = { stdin: new PassThrough(), stdout, stderr, cwd, interactive: false, columns: Number.POSITIVE_INFINITY };
  const code = runCommandLine({ ...io, abortSignal: controller.signal, interrupt: () => undefined }, [
    'watch',
    '--interval',
    '5',
    ...args,
  ]);
  return {
    code,
    interrupt: () => controller.abort('Ctrl+C'),
    shows: async (text: string) => {
      while (!shown.includes(text)) await Promise.race([once(stdout, 'data'), once(stderr, 'data')]);
    },
    get shown() {
      return shown;
    },
  };
}

const pattern = () =>
  createHandoffPattern({
    tiers: { 1: agentThat('low', { canHandle: false }), 2: humanAgent({ agentId: 'on call' }) },
    sharedMemory: memory,
  });

test('new transitions are shown as they are stored, those from before are not, and Ctrl+C ends it well', async () => {
  const support = pattern();
  await support.executeWithHandoff('before', { executionId: 'waits', returnOnWait: true });
  await support.executeWithHandoff('before', { executionId: 'over', returnOnWait: true });
  await support.respond('over', { result: 'ok' });
  const watcher = watch();
  await watcher.shows('Watching ');
  await support.executeWithHandoff('during', { executionId: 'new', returnOnWait: true });
  await watcher.shows('waits for a person');
  // What waited before the watch began is followed to its end.
  await support.respond('waits', { result: 'Yes.' });
  await watcher.shows('waits  tier 2 on call: answered');
  watcher.interrupt();
  expect(await watcher.code).toBe(0);
  expect(watcher.shown).toMatch(/new {2}begins: during\n.*new {2}tier 1 low: escalates/);
  expect(watcher.shown).not.toContain('before');
  expect(watcher.shown).not.toContain('over');
});

test('one execution is followed from its beginning to its end', async () => {
  const support = pattern();
  await support.executeWithHandoff('a task', { executionId: 'one', returnOnWait: true });
  const watcher = watch('on', '--json');
  await watcher.shows('"wait"');
  await support.respond('one', { result: 'Yes.' });
  expect(await watcher.code).toBe(0);
  const records = watcher.shown
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(records).toEqual(await memory.read('one'));
});
