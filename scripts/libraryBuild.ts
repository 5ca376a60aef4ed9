import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { BuildOptions } from 'rolldown';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Targets;
  readonly imports: Targets;
}

/** What `exports` and `imports` in package.json are made of. */
type Targets = { readonly [key: string]: string | Targets };

const root = join(import.meta.dirname, '..');

/**
 * What Rolldown needs to build the library: one file for each entry of package.json, and shared ones. Fewer files is what
 * makes an import fast. Dependencies stay imports; what only develops the package (and is tiny) is taken in.
 */
export function libraryBuild(outDir: string): BuildOptions {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const external = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const built = [...targetsIn(manifest.exports), ...targetsIn(manifest.imports), ...Object.values(manifest.bin)];
  const entries = new Set(built.flatMap((path) => /^\.\/dist\/(.*)\.js$/.exec(path)?.[1] ?? []));
  return {
    cwd: root,
    input: Object.fromEntries([...entries].map((name) => [name, `./${name}.ts`])),
    platform: 'node',
    external: (id) => id.startsWith('#') || external.some((name) => id === name || id.startsWith(`${name}/`)),
    output: {
      dir: outDir,
      format: 'esm',
      sourcemap: true,
      entryFileNames: '[name].js',
      chunkFileNames: 'shared/[name]-[hash].js',
      // The machine is one file: it is all that `./machines` needs.
      codeSplitting: { groups: [{ name: 'machines', test: /\/src\/machines[./]/ }] },
    },
  };
}

function targetsIn(targets: Targets): readonly string[] {
  return Object.values(targets).flatMap((target) => (typeof target === 'string' ? [target] : targetsIn(target)));
}
