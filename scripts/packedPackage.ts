import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** What the release reads of package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

export function readManifest(): Manifest {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

/**
 * Builds and packs the library, and checks the tarball as users get it: publint, attw, and an empty project that installs
 * it and imports every entry.
 *
 * @throws Error of the first command that fails; its output is on the terminal.
 */
export function checkPackedPackage(manifest: Manifest): void {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-release-'));
  try {
    run('npm', ['pack', '--silent', '--pack-destination', folder], root);
    const tarball = join(folder, `${manifest.name}-${manifest.version}.tgz`);
    run(bin('publint'), ['--strict', tarball], root);
    // The page is HTML, which has no types.
    run(
      bin('attw'),
      [tarball, '--quiet', '--profile', 'esm-only', '--exclude-entrypoints', 'inspector/page.html'],
      root,
    );
    importEntries(manifest, tarball, join(folder, 'project'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function importEntries(
  { name, exports, devDependencies, peerDependencies }: Manifest,
  tarball: string,
  project: string,
) {
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const peers = Object.keys(peerDependencies).map((peer) => `${peer}@${devDependencies[peer] ?? '*'}`);
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', '--ignore-scripts', tarball, ...peers], project);
  const entries = Object.keys(exports).filter((entry) => !/\.(?:html|json)$/.test(entry));
  const lines = entries.map((entry) => {
    const specifier = JSON.stringify(entry.replace('.', name));
    return `if (Object.keys(await import(${specifier})).length === 0) throw new Error(${specifier} + ' exports nothing');`;
  });
  writeFileSync(join(project, 'entries.js'), lines.join('\n'));
  run(process.execPath, ['entries.js'], project);
}

function bin(name: string): string {
  return join(root, 'node_modules', '.bin', name);
}

function run(command: string, args: readonly string[], cwd: string): void {
  console.log(`> ${[command.replace(/.*\//, ''), ...args].join(' ')}`);
  execFileSync(command, args, { cwd, stdio: 'inherit' });
}
