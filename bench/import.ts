// What an import costs, and what a page has to load: this package beside others, all installed from the registry.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from 'esbuild';

import { packLibrary } from '../test/package/support/packedLibrary.ts';
import { staticSize } from '../test/package/support/staticSize.ts';
import { median, printTable } from './measure.ts';

const rounds = Number(process.argv[2] ?? 15);
const peers = ['ai@7.0.173', '@langchain/langgraph@1.7.3', '@langchain/core@1.4.0', 'xstate@5.33.3', 'openai@7.57.0'];

const imported = [
  'xstate-handoff',
  'ai',
  '@langchain/langgraph',
  'xstate-handoff/machines',
  'xstate',
  'xstate-handoff/knowledge',
  'xstate-handoff/sqlite',
  'xstate-handoff/inspector',
];

/** What a page that uses a little of each package imports. */
const pages: Readonly<Record<string, string>> = {
  'xstate-handoff: a pattern of functions in memory': `export { createHandoffPattern, functionAgent, inMemory } from 'xstate-handoff';`,
  'xstate-handoff/machines: the machine': `export { createHandoffMachine } from 'xstate-handoff/machines';`,
  'xstate: a machine and its actor': `export { setup, createActor, fromPromise } from 'xstate';`,
  'ai: generateText and a schema': `export { generateText, jsonSchema } from 'ai';`,
  '@langchain/langgraph/web: a graph': `export { StateGraph, Annotation } from '@langchain/langgraph/web';`,
};

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

const folder = mkdtempSync(join(tmpdir(), 'handoff-import-'));
try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  writeFileSync(join(folder, 'library.tgz'), await packLibrary());
  const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', './library.tgz', ...peers];
  execFileSync('npm', install, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });

  const costs = importCosts();
  const beside = (name: string, other: string) =>
    `${((100 * (costs.get(name)?.wallMs ?? 0)) / (costs.get(other)?.wallMs ?? 1)).toFixed(0)} %`;
  printTable(`Cold import, median of ${rounds} interleaved processes, Node ${process.versions.node}`, [
    ['', 'wall ms', 'CPU ms'],
    ...[...costs].map(([name, { wallMs, cpuMs }]) => [name, wallMs.toFixed(1), cpuMs.toFixed(1)] as const),
  ]);
  printTable('Wall time beside', [
    ['xstate-handoff / ai', beside('xstate-handoff', 'ai')],
    ['xstate-handoff/machines / xstate', beside('xstate-handoff/machines', 'xstate')],
  ]);
  const sizes = await Promise.all(
    Object.entries(pages).map(async ([name, code]) => [name, await sizeOf(code)] as const),
  );
  printTable('For a browser, minified, KB of gzip at the start (esbuild, code splitting)', sizes);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function importCosts(): ReadonlyMap<string, Cost> {
  const samples = new Map<string, Cost[]>(imported.map((name) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const name of imported) {
      const cost = importOnce(name);
      if (round >= 0) samples.get(name)?.push(cost);
    }
  }
  return new Map(
    [...samples].map(([name, costs]) => [
      name,
      { wallMs: median(costs.map(({ wallMs }) => wallMs)), cpuMs: median(costs.map(({ cpuMs }) => cpuMs)) },
    ]),
  );
}

/** The time of the import alone, in a process of its own. */
function importOnce(name: string): Cost {
  const script = `
    const cpu = process.cpuUsage();
    const start = performance.now();
    await import(${JSON.stringify(name)});
    const wallMs = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    console.log(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000 }));`;
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (stdout === '') throw new Error(`${name} cannot be imported: ${stderr}`);
  const cost: Cost = JSON.parse(stdout);
  return cost;
}

async function sizeOf(code: string): Promise<string> {
  const result = await build({
    absWorkingDir: folder,
    stdin: { contents: code, resolveDir: folder, sourcefile: 'page.js' },
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    outdir: join(folder, 'out'),
    write: false,
    metafile: true,
    logLevel: 'silent',
  }).catch(() => undefined);
  return result === undefined ? 'does not build' : staticSize(result, 'out/stdin.js').toFixed(1);
}
