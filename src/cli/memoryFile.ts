import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { ConfigurationError } from '../machines/errors.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import { sqliteMemory } from '../memory/sqliteMemory.ts';
import { defaultMemoryFile } from './memoryPath.ts';

/**
 * The memory of executions that are there already. `advice` ends what is said where there is none.
 *
 * @throws ConfigurationError where there is no such file, or nothing in it: looking at it must not make it.
 */
export function openExistingMemory(cwd: string, file: string | undefined, advice: string): SharedMemory {
  const path = resolve(cwd, file ?? defaultMemoryFile);
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  // A log without its database is no empty memory, and opening it says so.
  if ((size !== undefined && size > 0) || existsSync(`${path}-wal`)) return sqliteMemory(path);
  const what = size === undefined ? `There is no memory at ${path}` : `${path} is empty, and no memory`;
  throw new ConfigurationError('--memory', `${what}. Name another with --memory or --postgres. ${advice}`);
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
