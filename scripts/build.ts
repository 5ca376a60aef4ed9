import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'vite';

import { gzipSize, pageBuild } from './pageBuild.ts';

const root = join(import.meta.dirname, '..');
rmSync(join(root, 'dist'), { recursive: true, force: true });
execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
chmodSync(join(root, 'dist', 'src', 'cli', 'main.js'), 0o755);

const outDir = join(root, 'dist', 'inspector');
await build(pageBuild(outDir));
const page = readFileSync(join(outDir, 'app.html'), 'utf8');
console.log(`inspector page: ${(gzipSize(page) / 1_024).toFixed(1)} KB gzip`);
