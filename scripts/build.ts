import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { build } from 'vite';

import { libraryBuild } from './libraryBuild.ts';
import { gzipSize, pageBuild } from './pageBuild.ts';

// Builds everything that is published, into `dist` or the folder that is given.
const root = join(import.meta.dirname, '..');
const outDir = resolve(process.argv[2] ?? join(root, 'dist'));
rmSync(outDir, { recursive: true, force: true });
execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json', '--outDir', outDir], {
  cwd: root,
  stdio: 'inherit',
});
await build(await libraryBuild(outDir));
chmodSync(join(outDir, 'src', 'cli', 'main.js'), 0o755);

await build(pageBuild(join(outDir, 'inspector')));
const page = readFileSync(join(outDir, 'inspector', 'app.html'), 'utf8');
console.log(`inspector page: ${(gzipSize(page) / 1_024).toFixed(1)} KB gzip`);
