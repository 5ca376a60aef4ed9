import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { isObject } from '../machines/checks.ts';

/** The names of a config file that are looked for by default. */
const names = ['handoff.config.ts', 'handoff.config.mts', 'handoff.config.mjs'] as const;

/** The config file that lies in a folder. */
export function configFileIn(folder: string): string | undefined {
  return names.find((name) => existsSync(join(folder, name)));
}

/** The name of a new config file in a folder, so that Node reads it as an ES module and, where it can, with types. */
export function newConfigFile(folder: string): (typeof names)[number] {
  if (!readsTypes()) return 'handoff.config.mjs';
  return isCommonJs(folder) ? 'handoff.config.mts' : 'handoff.config.ts';
}

/** Whether this Node runs TypeScript: 22.18 or later. */
export function readsTypes(): boolean {
  return Boolean(process.features.typescript);
}

/** Whether `.js` and `.ts` below a folder are CommonJS because the nearest `package.json` says so, as `npm init` has it. */
export function isCommonJs(folder: string): boolean {
  for (let place = folder; ; place = dirname(place)) {
    const file = join(place, 'package.json');
    if (existsSync(file)) return typeIn(file) === 'commonjs';
    if (place === dirname(place)) return false;
  }
}

function typeIn(file: string): unknown {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isObject(manifest) ? manifest['type'] : undefined;
  } catch {
    return undefined;
  }
}
