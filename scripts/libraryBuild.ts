import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import type { InlineConfig, Plugin } from 'vite';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Targets;
  readonly imports: Readonly<Record<string, { readonly node: string; readonly default: string }>>;
}

/** What `exports` and `imports` in package.json are made of. */
type Targets = { readonly [key: string]: string | Targets };

const root = join(import.meta.dirname, '..');

/**
 * What Vite needs to build the library: one file for each entry of package.json, and shared ones, as an import is the
 * faster the fewer files it reads. Dependencies stay imports; what only the development depends on is taken in.
 */
export function libraryBuild(outDir: string): InlineConfig {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const installed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const built = [...targetsIn(manifest.exports), ...targetsIn(manifest.imports), ...Object.values(manifest.bin)];
  const entries = new Set(built.flatMap((path) => /^\.\/dist\/(.*)\.js$/.exec(path)?.[1] ?? []));
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2024',
      ssr: true,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: Object.fromEntries([...entries].map((name) => [name, join(root, `${name}.ts`)])),
        external: (id) => installed.some((name) => id === name || id.startsWith(`${name}/`)),
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: 'shared/[name]-[hash].js',
          // The machine is one file: it is all that `./machines` needs.
          codeSplitting: { groups: [{ name: 'machines', test: /\/src\/machines[./]/ }] },
        },
      },
    },
    // Without this, Vite takes no package in.
    ssr: { noExternal: true },
    plugins: [byPlatform(manifest.imports)],
  };
}

/** Whoever imports what Node has of a module gets, when it runs or is bundled, what its platform has of it. */
function byPlatform(imports: Manifest['imports']): Plugin {
  const names = new Map(Object.entries(imports).map(([name, { node }]) => [join(root, sourceOf(node)), name] as const));
  return {
    name: 'by-platform',
    enforce: 'pre',
    resolveId(source, importer) {
      const name = importer === undefined ? undefined : names.get(resolve(dirname(importer), source));
      return name === undefined ? undefined : { id: name, external: true };
    },
  };
}

/** `./dist/src/index.js` is made of `src/index.ts`. */
function sourceOf(target: string): string {
  return target.replace(/^\.\/dist\/(.*)\.js$/, '$1.ts');
}

function targetsIn(targets: Targets): readonly string[] {
  return Object.values(targets).flatMap((target) => (typeof target === 'string' ? [target] : targetsIn(target)));
}
