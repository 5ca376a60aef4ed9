import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { ConfigurationError } from '../machines/errors.ts';

/** Writes what an option names a file for, with the folders on the way to it. @throws ConfigurationError naming the option, where it cannot be written. */
export async function writeOutput(cwd: string, option: string, file: string, text: string): Promise<void> {
  const path = resolve(cwd, file);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(option, `${path} cannot be written: ${reason}. Name another file.`, {
      cause,
    });
  }
}
