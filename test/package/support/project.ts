import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { root, type Finished } from '../../support/runNode.ts';
import { builtOnce } from '../../support/builtOnce.ts';
import { manifest } from './packedLibrary.ts';

/** A project of somebody else, in a folder of its own, in which the packed library is installed. */
export interface Project extends Disposable {
  readonly folder: string;
  write(files: Readonly<Record<string, string>>): void;
  /** Runs a command in it, without any key in the environment. */
  run(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
  /** Runs a script with the Node that runs the tests. */
  node(...args: readonly string[]): Promise<Finished>;
}

/** Milliseconds that the first project may take, for which the library is built and packed. */
export const packingMs = 180_000;

/** The library beside what it depends on and `extra`, and nothing else: packages of this repository, nothing is fetched. */
export async function linkedProject(extra: readonly string[] = []): Promise<Project> {
  const packed = await builtOnce('library');
  const project = emptyProject();
  const modules = join(project.folder, 'node_modules');
  const library = join(modules, 'xstate-handoff');
  mkdirSync(library, { recursive: true });
  execFileSync('tar', ['xz', '--strip-components=1', '-C', library], { input: packed });
  for (const name of [...Object.keys(manifest.dependencies), 'xstate', ...extra]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  return project;
}

/** The library and `packages` as npm installs them. */
export async function installedProject(...packages: readonly string[]): Promise<Project> {
  const packed = await builtOnce('library');
  const project = emptyProject();
  writeFileSync(join(project.folder, 'library.tgz'), packed);
  const args = ['install', '--no-audit', '--no-fund', '--prefer-offline', './library.tgz', ...packages];
  execFileSync('npm', args, { cwd: project.folder, stdio: 'pipe' });
  return project;
}

function emptyProject(): Project {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-project-'));
  const write: Project['write'] = (files) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  write({ 'package.json': JSON.stringify({ name: 'project', private: true, type: 'module' }) });
  const run: Project['run'] = (command, args, env = {}) => finished(folder, command, args, env);
  return {
    folder,
    write,
    run,
    node: (...args) => run(process.execPath, args),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function finished(
  cwd: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Finished> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(OPENAI|HANDOFF|NODE_|VITEST|FORCE_COLOR)/.test(name)),
  );
  const child = spawn(command, args, { cwd, env: { ...inherited, NO_COLOR: '1', ...env } });
  const { promise, resolve, reject } = Promise.withResolvers<Finished>();
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  child.once('error', reject);
  child.once('close', (code) => resolve({ code, stdout, stderr }));
  return promise;
}
