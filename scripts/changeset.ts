import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Runs changesets, which takes a root with workspaces for a mere folder of packages: they are put away meanwhile.
const root = join(import.meta.dirname, '..');
const file = join(root, 'package.json');
const before = readFileSync(file, 'utf8');
const manifest: Readonly<Record<string, unknown>> = JSON.parse(before);
const { workspaces: _, ...single } = manifest;
writeFileSync(file, `${JSON.stringify(single, null, 2)}\n`);
try {
  const changeset = join(root, 'node_modules', '.bin', 'changeset');
  execFileSync(changeset, process.argv.slice(2), { cwd: root, stdio: 'inherit' });
} finally {
  const { version }: { readonly version: string } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, before.replace(/"version": "[^"]*"/, `"version": "${version}"`));
}
