import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { ConfigurationError } from '../machines/errors.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import { sqliteMemory } from '../memory/sqliteMemory.ts';

/** Where the command line keeps executions, unless told otherwise: below the working directory, ignored by git. */
export const defaultMemoryFile = join('.handoff', 'memory.db');

/**
 * The memory of executions that are there already.
 *
 * @throws ConfigurationError where there is no such file, or nothing in it: looking at it must not make it.
 */
export function openExistingMemory(cwd: string, file = defaultMemoryFile): SharedMemory {
  const path = resolve(cwd, file);
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size !== undefined && size > 0) return sqliteMemory(path);
  const what = size === undefined ? `There is no memory at ${path}` : `${path} is empty, and no memory`;
  const message = `${what}. Run something first, or name another with --memory.`;
  throw new ConfigurationError('--memory', message);
}

/** @throws MemoryError where the file cannot be opened. */
export function openMemory(cwd: string, file: string | undefined): SharedMemory {
  const path = resolve(cwd, file ?? defaultMemoryFile);
  if (file === undefined) keepOutOfGit(dirname(path));
  return sqliteMemory(path);
}

/** Where the vectors of a user's knowledge file are kept, so that each entry is embedded once. */
export function vectorFile(cwd: string): string {
  const path = resolve(cwd, '.handoff', 'vectors.json');
  keepOutOfGit(dirname(path));
  return path;
}

function keepOutOfGit(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch {
    // It is there already, or opening the memory will say what is wrong.
  }
}
