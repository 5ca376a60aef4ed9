import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { root } from '../../support/runNode.ts';

/** What of package.json the tests ask for. */
interface Manifest {
  readonly files: readonly string[];
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly repository: { readonly url: string };
  readonly homepage: string;
  readonly bugs: string;
}

export const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const running = promisify(execFile);

/** Builds the library from source, and returns the tarball that `npm publish` would send. */
export async function packLibrary(): Promise<Buffer> {
  const staging = await mkdtemp(join(tmpdir(), 'handoff-pack-'));
  try {
    const published = manifest.files.filter((file) => file !== 'dist' && !file.startsWith('!'));
    for (const name of ['package.json', 'README.md', 'LICENSE', ...published]) {
      await cp(join(root, name), join(staging, name), { recursive: true });
    }
    await running(process.execPath, [join(root, 'scripts', 'build.ts'), join(staging, 'dist')]);
    await running('npm', ['pack', '--ignore-scripts'], { cwd: staging });
    const files = await readdir(staging);
    return await readFile(join(staging, files.find((name) => name.endsWith('.tgz')) ?? 'no tarball'));
  } finally {
    await rm(staging, { recursive: true });
  }
}
