import { readFileSync } from 'node:fs';

import { packageFile } from '../services/packageFile.ts';

/** The version of this package; `bundled` where its `package.json` is not there. */
export function packageVersion(): string {
  const file = packageFile('package.json');
  if (file === undefined) return 'bundled';
  const { version }: { readonly version: string } = JSON.parse(readFileSync(file, 'utf8'));
  return version;
}
