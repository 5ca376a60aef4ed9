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

export interface PackedLibrary {
  readonly tarball: string;
  /** What `npm install` makes of it: `node_modules/xstate-handoff`. */
  readonly folder: string;
}

let packed: PackedLibrary | undefined;

/** The library as `npm publish` would send it: built from source and packed, once for all test files of a process. */
export function packedLibrary(): PackedLibrary {
  return (packed ??= pack());
}

function pack(): PackedLibrary {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-pack-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const staging = join(folder, 'staging');
  for (const name of ['package.json', 'README.md', 'LICENSE', ...manifest.files.filter((file) => file !== 'dist')]) {
    cpSync(join(root, name), join(staging, name), { recursive: true });
  }
  execFileSync(process.execPath, [join(root, 'scripts', 'build.ts'), join(staging, 'dist')], { stdio: 'pipe' });
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: staging, stdio: 'pipe' });
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? 'missing.tgz');
  execFileSync('tar', ['xzf', tarball, '-C', folder]);
  rmSync(staging, { recursive: true });
  return { tarball, folder: join(folder, 'package') };
}
