import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const root = join(import.meta.dirname, '..');
/** Below the root, so that packages are found from there. */
const work = join(root, '.cache', 'api');
const declarations = join(work, 'dist');

/** An entry of the package, and where its declarations stand. */
interface Entry {
  /** `index`, `testing-fast-check`. */
  readonly name: string;
  readonly file: string;
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types?: string }>>;
}

/** Returns the public names of each entry with their signatures, as Markdown, by the entry's name. */
export function publicApi(): ReadonlyMap<string, string> {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  execFileSync(tsc, ['-p', 'tsconfig.build.json', '--outDir', declarations], { cwd: root, stdio: 'inherit' });
  const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entries = entriesOf(manifest).map((entry) => ({ ...entry, config: configOf(entry) }));
  const [first] = entries;
  if (first === undefined) return new Map();
  // One compiler reads all of them.
  const additionalEntryPoints = entries.map(({ file }) => file);
  const compilerState = CompilerState.create(first.config, { additionalEntryPoints });
  return new Map(
    entries.map(({ name, config }) => {
      Extractor.invoke(config, { localBuild: true, compilerState, messageCallback: ignore });
      return [name, readFileSync(join(work, `${name}.api.md`), 'utf8')];
    }),
  );
}

function entriesOf({ exports }: Manifest): readonly Entry[] {
  return Object.entries(exports).flatMap(([path, target]) => {
    if (typeof target === 'string' || target.types === undefined) return [];
    const name = path === '.' ? 'index' : path.slice(2).replaceAll('/', '-');
    return [{ name, file: target.types.replace('./dist', declarations) }];
  });
}

function configOf({ name, file }: Entry): ExtractorConfig {
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2024', 'dom', 'dom.iterable', 'esnext.disposable'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
  };
  const quiet = { default: { logLevel: ExtractorLogLevel.None } };
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: file,
      apiReport: { enabled: true, reportFolder: work, reportTempFolder: join(work, 'temp'), reportFileName: name },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { compilerOptions, files: [file] } },
      messages: { compilerMessageReporting: quiet, extractorMessageReporting: quiet, tsdocMessageReporting: quiet },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
  });
}

function ignore(message: { handled: boolean }): void {
  message.handled = true;
}
