import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { root, runNode } from '../support/runNode.ts';

let cwd: string;
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'handoff-startup-'));
  await handoff('run', 'Where can I download my invoices?');
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const preload = pathToFileURL(join(root, 'test', 'cli', 'loads.mjs')).href;
const handoff = (...args: readonly string[]) =>
  runNode('src/cli/main.ts', args, { cwd, env: { NODE_OPTIONS: `--import=${preload}` } });

/** What a command loads: packages by their names, files of this package by their paths. */
async function loadedBy(...args: readonly string[]) {
  const { stderr } = await handoff(...args);
  const { loaded }: { readonly loaded: readonly string[] } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
  const packages = loaded.flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []);
  return { packages: new Set(packages), files: loaded.filter((url) => /\/src\//.test(url)) };
}

describe('a command loads what it needs:', () => {
  test.for([['--help'], ['--version'], ['completion', 'bash'], ['frobnicate']])('%j the parser alone', async (args) => {
    const { packages, files } = await loadedBy(...args);
    expect([...packages]).toEqual(['commander']);
    expect(files.filter((url) => /Command\.ts|Commands\.ts/.test(url))).toEqual([]);
  });

  test.for([['list'], ['stats']])('%j neither the machine nor a schema', async (args) => {
    const { packages } = await loadedBy(...args);
    for (const heavy of ['xstate', 'zod', 'marked', 'minisearch', 'csv-parse', 'pg', 'openai', 'ws', '@clack/prompts'])
      expect(packages).not.toContain(heavy);
  });

  test('no command without a terminal loads the prompts', async () => {
    for (const args of [['run', 'Where can I download my invoices?'], ['pending']])
      expect((await loadedBy(...args)).packages).not.toContain('@clack/prompts');
  });
});
