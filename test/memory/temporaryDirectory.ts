import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll } from 'vitest';

let directory: string | undefined;
let count = 0;

/** A directory for the test file that imports this, removed after its last test. */
export const temporaryDirectory = {
  path(): string {
    directory ??= mkdtempSync(join(tmpdir(), 'handoff-memory-'));
    return directory;
  },
  /** The path of a file that does not exist yet. */
  file(): string {
    count += 1;
    return join(temporaryDirectory.path(), `memory-${count}.db`);
  },
};

afterAll(() => {
  if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
});
