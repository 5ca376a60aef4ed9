import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkPackedPackage, readManifest } from './packedPackage.ts';

// Checks all that a release needs, and prints what to run. It publishes nothing by itself.
const root = join(import.meta.dirname, '..');
const manifest = readManifest();
const { name, version } = manifest;

const faults = [
  git('status', '--porcelain') !== '' && 'The tree is not clean: commit or stash first.',
  git('tag', '--list', `v${version}`) !== '' && `v${version} is tagged already: run 'npm run changeset version'.`,
  pendingChanges().length > 0 &&
    `Changes are not in the changelog yet (${pendingChanges().join(', ')}): run 'npm run changeset version'.`,
  !readFileSync(join(root, 'CHANGELOG.md'), 'utf8').includes(`\n## ${version}\n`) &&
    `CHANGELOG.md has no section '## ${version}'.`,
].filter((fault) => fault !== false);

if (faults.length > 0) {
  for (const fault of faults) console.error(fault);
  process.exitCode = 1;
} else {
  checkPackedPackage(manifest);
  console.log(`
${name} ${version} is ready. After 'npm run check' and 'npm run test:package':

  git tag v${version} && git push origin v${version}
  npm publish --provenance --access public
`);
}

function pendingChanges(): readonly string[] {
  return globSync('.changeset/*.md', { cwd: root, exclude: ['.changeset/README.md'] });
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
}
