import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/** Compiled modules, shared by all children of all runs: a start takes half the time. */
const compileCache = join(tmpdir(), 'xstate-handoff-compile-cache');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface NodeOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs a script of this repository from source, as its scripts and examples do, without any key in the environment. */
export function runNode(script: string, args: readonly string[] = [], options: NodeOptions = {}): Promise<Finished> {
  const child = startNode(script, args, options);
  const finished = Promise.withResolvers<Finished>();
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)));
  child.once('error', finished.reject);
  child.once('close', (code) => finished.resolve({ code, stdout, stderr }));
  child.stdin?.end(options.input ?? '');
  return finished.promise;
}

/** The same for a script that serves a page until it is interrupted: as soon as it says where, it is. Code 0 if it served. */
export async function runUntilOpen(
  script: string,
  args: readonly string[] = [],
  options: NodeOptions = {},
): Promise<Finished> {
  const child = startNode(script, args, options);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += String(chunk);
    if (/^Open http\S+\n/m.test(stdout)) child.kill('SIGINT');
  });
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)));
  const [code, signal] = await once(child, 'close');
  return { code: signal === 'SIGINT' ? 0 : code, stdout, stderr };
}

export function startNode(
  script: string,
  args: readonly string[],
  { cwd = root, env = {} }: NodeOptions,
): ChildProcess {
  const flags = ['--disable-warning=ExperimentalWarning', '--conditions=@xstate-handoff/source'];
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(OPENAI|HANDOFF|NODE_OPTIONS|FORCE_COLOR)/.test(name)),
  );
  return spawn(process.execPath, [...flags, join(root, script), ...args], {
    cwd,
    env: { ...inherited, NO_COLOR: '1', NODE_COMPILE_CACHE: compileCache, ...env },
  });
}
