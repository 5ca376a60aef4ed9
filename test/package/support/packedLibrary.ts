import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

let packed: Buffer | undefined;

/** The tarball that `npm publish` would send: built from source and packed, once for all test files of a process. */
export function packedLibrary(): Buffer {
  return (packed ??= pack());
}

function pack(): Buffer {
  const staging = mkdtempSync(join(tmpdir(), 'handoff-pack-'));
  try {
    const published = manifest.files.filter((file) => file !== 'dist' && !file.startsWith('!'));
    for (const name of ['package.json', 'README.md', 'LICENSE', ...published]) {
      cpSync(join(root, name), join(staging, name), { recursive: true });
    }
    execFileSync(process.execPath, [join(root, 'scripts', 'build.ts'), join(staging, 'dist')], { stdio: 'pipe' });
    execFileSync('npm', ['pack', '--ignore-scripts'], { cwd: staging, stdio: 'pipe' });
    return readFileSync(join(staging, readdirSync(staging).find((name) => name.endsWith('.tgz')) ?? 'no tarball'));
  } finally {
    rmSync(staging, { recursive: true });
  }
}
