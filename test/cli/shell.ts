import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { root, type Finished } from '../support/runNode.ts';

export interface Shell {
  /** The environment of a shell that finds `handoff` on its path. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs what a person would paste. A command that serves until Ctrl+C gets that as soon as it says where it serves. */
  paste(command: string, env?: Readonly<Record<string, string>>): Promise<Finished>;
}

/** A real shell, in which `handoff` is this repository's. */
export function shellIn(cwd: string, name = 'sh', flags: readonly string[] = ['-c']): Shell {
  const bin = join(cwd, '.bin');
  mkdirSync(bin, { recursive: true });
  const program = join(bin, 'handoff');
  const node = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
    '--conditions=@xstate-handoff/source',
    join(root, 'src', 'cli', 'main.ts'),
  ];
  writeFileSync(program, `#!/bin/sh\nexec ${node.map((word) => `'${word}'`).join(' ')} "$@"\n`);
  chmodSync(program, 0o755);
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^(OPENAI|HANDOFF|NODE_OPTIONS|FORCE_COLOR|npm_|PG)/.test(key)),
  );
  const env = {
    ...inherited,
    PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
    NO_COLOR: '1',
    NODE_COMPILE_CACHE: join(tmpdir(), 'xstate-handoff-compile-cache'),
  };

  return {
    env,
    paste: async (command, more = {}) => {
      // The command takes the place of the shell, so that Ctrl+C reaches the one and not the other.
      const child = spawn(name, [...flags, `exec ${command}`], { cwd, env: { ...env, ...more }, stdio: 'pipe' });
      let stdout = '';
      let stderr = '';
      // A command that asks for an answer reads it here; one that asks for nothing may have ended before.
      child.stdin.on('error', () => undefined);
      child.stdin.end('As it should be.\n');
      child.stdout.on('data', (chunk) => {
        stdout += String(chunk);
        if (stdout.includes('Inspector: ')) child.kill('SIGINT');
      });
      child.stderr.on('data', (chunk) => (stderr += String(chunk)));
      const [code] = await once(child, 'close');
      return { code, stdout, stderr };
    },
  };
}

/** What a real shell makes of a pasted command: the words behind `handoff`. It takes no time, as nothing else is run. */
export function wordsOf(command: string): readonly string[] {
  const script = `handoff() { printf '%s\\0' "$@"; }\n${command}`;
  const words = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0');
  return words.slice(0, -1);
}

/** Every command that stands in what was printed: to the end of its line. */
export function commandsIn(...printed: readonly string[]): readonly string[] {
  const found = printed.flatMap((text) => [...text.matchAll(/(?:^|[\s:])(handoff [a-z]+(?: .*)?)$/gm)]);
  return [...new Set(found.map(([, command = '']) => command))];
}
