import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { HandoffOptions } from '../configuration/options.ts';
import { ConfigurationError } from '../machines/errors.ts';
import { isCommonJs, readsTypes } from './configFile.ts';

/**
 * Imports a config file; its default export are the options of `createHandoffPattern`.
 *
 * @throws ConfigurationError where it is missing, does not load or has no such export.
 */
export async function loadConfig(cwd: string, file: string): Promise<HandoffOptions> {
  const { path, module } = await importConfig(cwd, file);
  const options = module.default;
  if (typeof options === 'object' && options !== null) return options;
  throw new ConfigurationError(
    '--config',
    `${path} has no options: export default { … }, as for createHandoffPattern.`,
  );
}

/** What the config file exports as `invariants`, for `handoff check`; `undefined`: nothing. */
export async function loadInvariants(cwd: string, file: string): Promise<unknown> {
  return (await importConfig(cwd, file)).module.invariants;
}

interface ConfigModule {
  readonly default?: unknown;
  readonly invariants?: unknown;
}

async function importConfig(cwd: string, file: string) {
  const path = resolve(cwd, file);
  if (!existsSync(path)) throw new ConfigurationError('--config', `There is no config file ${path}. Check the path.`);
  return { path, module: await importFile(path) };
}

async function importFile(path: string): Promise<ConfigModule> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const hint = hintFor(path);
    throw new ConfigurationError('--config', `${path} cannot be loaded: ${reason}.${hint}`, { cause });
  }
}

function hintFor(path: string): string {
  if (/\.[mc]?ts$/.test(path) && !readsTypes())
    return ' A config in TypeScript needs Node 22.18 or later; .mjs works everywhere.';
  if (!/\.[jt]s$/.test(path) || !isCommonJs(dirname(path))) return '';
  const module = `${path.slice(0, -2)}m${path.slice(-2)}`;
  return ` The package.json above it says that it is CommonJS, and a config is an ES module: call it ${basename(module)}.`;
}
