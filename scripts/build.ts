import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { build as bundle } from 'rolldown';
import { build } from 'vite';

import { libraryBuild } from './libraryBuild.ts';
import { gzipSize, pageBuild } from './pageBuild.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });
execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
await bundle(libraryBuild(dist));
chmodSync(join(dist, 'src', 'cli', 'main.js'), 0o755);

const outDir = join(dist, 'inspector');
await build(pageBuild(outDir));
const page = readFileSync(join(outDir, 'app.html'), 'utf8');
console.log(`inspector page: ${(gzipSize(page) / 1_024).toFixed(1)} KB gzip`);
