import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The path of a file this package ships, found from `src/` as well as from `dist/`; `undefined` where it was bundled away. */
export function packageFile(name: string): string | undefined {
  // CommonJS, which a bundler may have made of this module, knows no `import.meta`, and has a folder by another name.
  const start: string | undefined = import.meta.dirname ?? (typeof __dirname === 'undefined' ? undefined : __dirname);
  if (start === undefined) return undefined;
  for (let folder = start; ; folder = dirname(folder)) {
    const path = join(folder, name);
    if (existsSync(path)) return path;
    if (existsSync(join(folder, 'package.json')) || folder === dirname(folder)) return undefined;
  }
}
