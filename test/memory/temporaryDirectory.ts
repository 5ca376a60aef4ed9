import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll } from 'vitest';

let directory: string | undefined;
let count = 0;

/** A directory for tests: removed after the last one of a file, made again for the next file of the same process. */
export const temporaryDirectory = {
  path(): string {
    directory ??= mkdtempSync(join(tmpdir(), 'handoff-memory-'));
    mkdirSync(directory, { recursive: true });
    return directory;
  },
  /** The path of a file that does not exist yet. */
  file(): string {
    count += 1;
    return join(temporaryDirectory.path(), `memory-${count}.db`);
  },
};

function remove() {
  if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
}

afterAll(remove);
// Files that share a process share this module, which only the first of them runs.
process.once('exit', remove);
