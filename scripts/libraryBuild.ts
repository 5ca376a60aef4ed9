import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { build, type InlineConfig, type Plugin } from 'vite';

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
 * What Vite needs to build the library: one file for each entry of package.json, one for the machine, one for the rest of
 * what the main entry is made of, and shared ones. An import is the faster, and a bundle the smaller, the fewer files it
 * has. Dependencies stay imports; what only the development depends on is taken in.
 */
export async function libraryBuild(outDir: string): Promise<InlineConfig> {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const built = [...targetsIn(manifest.exports), ...targetsIn(manifest.imports), ...Object.values(manifest.bin)];
  const entries = [...new Set(built.filter((path) => /^\.\/dist\/.*\.js$/.test(path)).map(sourceOf))];
  const core = await modulesOf('src/index.ts', manifest);
  const groups: Groups = [
    // What everybody reads records and errors with: the command line has it where it loads no machine.
    {
      name: 'records',
      test: /\/src\/machines\/(?:errors|checks|failureReason|occurrence|serviceId|stateName|time|types)\.ts$/,
      priority: 3,
    },
    { name: 'machines', test: /\/src\/machines[./]/, priority: 2 },
    { name: 'core', test: (id) => core.has(id), priority: 1 },
  ];
  return buildOf(manifest, entries, { outDir, emptyOutDir: false, sourcemap: true }, groups);
}

type Groups = { readonly name: string; readonly test: RegExp | ((id: string) => boolean); readonly priority: number }[];

function buildOf(
  manifest: Manifest,
  entries: readonly string[],
  options: InlineConfig['build'],
  groups: Groups = [],
): InlineConfig {
  const installed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ...options,
      target: 'es2024',
      ssr: true,
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(entries.map((file) => [file.replace(/\.ts$/, ''), join(root, file)])),
        external: (id) => installed.some((name) => id === name || id.startsWith(`${name}/`)),
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: 'shared/[name]-[hash].js',
          codeSplitting: { groups },
        },
      },
    },
    // Without this, Vite takes no package in.
    ssr: { noExternal: true },
    plugins: [byPlatform(manifest.imports)],
  };
}

/** The modules that an entry cannot be imported without. */
async function modulesOf(entry: string, manifest: Manifest): Promise<ReadonlySet<string>> {
  const outcome = await build(buildOf(manifest, [entry], { write: false }));
  const outputs = 'close' in outcome ? [] : [outcome].flat().flatMap(({ output }) => output);
  const chunks = new Map(outputs.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])));
  const names = new Set([...chunks.values()].flatMap(({ fileName, isEntry }) => (isEntry ? [fileName] : [])));
  for (const name of names) for (const imported of chunks.get(name)?.imports ?? []) names.add(imported);
  return new Set([...names].flatMap((name) => chunks.get(name)?.moduleIds ?? []));
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
