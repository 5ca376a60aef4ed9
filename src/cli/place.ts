import type { HandoffOptions } from '../pattern/handoffOptions.ts';
import { ConfigurationError } from '../machines/errors.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import type { Io } from './io.ts';
import { loadConfig } from './loadConfig.ts';
import { openExistingMemory, openMemory } from './memoryFile.ts';
import { defaultMemoryFile } from './memoryPath.ts';
import { nextCommand, type PlaceOptions } from './nextCommand.ts';
import { parsePostgresUrl } from './postgresUrl.ts';

/** Where the executions of a command are. */
export interface Place {
  readonly memory: SharedMemory;
  /** Its name for people. Holds no password. */
  readonly name: string;
  /** False where it is gone as soon as this process ends, so that no other command can find anything in it. */
  readonly lasts: boolean;
  /** The content of the config file; empty without one. */
  readonly configured: HandoffOptions;
}

/** The purpose that a place is opened for. To look at it must not make it. */
export type Purpose = 'look' | 'write';

/**
 * Opens a place, lends it to `use`, and closes it.
 *
 * @throws ConfigurationError where two places are named, or where one that is looked at is not there.
 * @throws MemoryError where it cannot be opened.
 */
export async function withPlace<T>(
  io: Io,
  options: PlaceOptions,
  purpose: Purpose,
  use: (place: Place) => Promise<T>,
): Promise<T> {
  const place = await openPlace(io, options, purpose);
  try {
    return await use(place);
  } finally {
    await place.memory.close();
    if (place.configured.sharedMemory !== place.memory) await place.configured.sharedMemory?.close();
  }
}

async function openPlace(io: Io, options: PlaceOptions, purpose: Purpose): Promise<Place> {
  const { config, memory, postgres } = options;
  if (memory !== undefined && postgres !== undefined) {
    throw new ConfigurationError('command line', 'Name one place to keep executions: --memory or --postgres.');
  }
  assertFile(memory);
  const shown = postgres === undefined ? '' : parsePostgresUrl(postgres).shown;
  const configured = config === undefined ? {} : await loadConfig(io.cwd, config);
  if (postgres !== undefined) {
    const { openPostgres } = await import('./openPostgres.ts');
    return { memory: await openPostgres(postgres), name: shown, lasts: true, configured };
  }
  if (memory === undefined && configured.sharedMemory !== undefined) {
    const { sharedMemory } = configured;
    return { memory: sharedMemory, name: `the memory of ${config}`, lasts: sharedMemory.seals !== false, configured };
  }
  const opened =
    purpose === 'write'
      ? openMemory(io.cwd, memory)
      : openExistingMemory(io.cwd, memory, `Run something first: ${firstRun(io, options)}`);
  return { memory: opened, name: memory ?? defaultMemoryFile, lasts: true, configured };
}

/** The command that makes the first execution in a place. */
export function firstRun(io: Io, options: PlaceOptions, task = 'I cannot sign in'): string {
  return nextCommand(io, 'run', options, { operands: [task] });
}

/** @throws ConfigurationError where `--memory` was given a URL, which may hold a password and is not repeated. */
function assertFile(memory: string | undefined): void {
  if (memory === undefined || !/^[a-z]+:\/\//i.test(memory)) return;
  const instead = /^postgres(?:ql)?:/i.test(memory) ? 'Did you mean --postgres?' : 'Give a path, such as memory.db.';
  throw new ConfigurationError('--memory', `--memory takes a file, not a URL. ${instead}`);
}
