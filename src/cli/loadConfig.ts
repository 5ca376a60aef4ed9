import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { HandoffOptions } from '../pattern/handoffOptions.ts';
import { isObject } from '../machines/checks.ts';
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
  if (isOptions(options)) return options;
  throw new ConfigurationError(
    '--config',
    `${path} has no options: export default { … }, as for createHandoffPattern.`,
  );
}

/** The config file's export `invariants`, for `handoff check`; `undefined`: it has none. */
export async function loadInvariants(cwd: string, file: string): Promise<unknown> {
  return (await importConfig(cwd, file)).module.invariants;
}

interface ConfigModule {
  readonly default?: unknown;
  readonly invariants?: unknown;
}

function isOptions(value: unknown): value is HandoffOptions {
  return isObject(value) && !Array.isArray(value);
}

async function importConfig(cwd: string, file: string) {
  const path = resolve(cwd, file);
  if (!existsSync(path)) throw new ConfigurationError('--config', `There is no config file ${path}. Check the path.`);
  if (!/\.[cm]?[jt]s$/.test(path)) {
    const message = `${path} is no config: that is a module in .ts, .mts, .mjs or .js, with export default { … }.`;
    throw new ConfigurationError('--config', message);
  }
  return { path, module: await importFile(path) };
}

async function importFile(path: string): Promise<ConfigModule> {
  try {
    return await settling(import(pathToFileURL(path).href));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const hint = hintFor(path);
    const message = `${path} cannot be loaded: ${reason.replace(/\.$/, '')}${placeOf(cause, path)}.${hint}`;
    throw new ConfigurationError('--config', message, { cause });
  }
}

/** Milliseconds that a config may take. */
const patience = 30_000;

/** The same, unless nothing is left that could settle it, or it takes too long. */
async function settling<T>(loading: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(new Error('it awaits something that never comes'));
  const timer = setTimeout(giveUp, patience).unref();
  process.once('beforeExit', giveUp);
  try {
    return await Promise.race([loading, promise]);
  } finally {
    clearTimeout(timer);
    process.off('beforeExit', giveUp);
  }
}

/** ` (file:line)` of a mistake in the syntax. Node tells it of TypeScript at once, and of JavaScript where it is asked. */
function placeOf(cause: unknown, path: string): string {
  if (!(cause instanceof Error) || cause.name !== 'SyntaxError') return '';
  const place = /^(?:file:\/\/)?(\S.*:\d+)\n/;
  const [, told] =
    place.exec(cause.stack ?? '') ??
    place.exec(spawnSync(process.execPath, ['--check', path], { encoding: 'utf8' }).stderr) ??
    [];
  return told === undefined ? '' : ` (${told})`;
}

function hintFor(path: string): string {
  if (/\.[mc]?ts$/.test(path) && !readsTypes())
    return ' A config in TypeScript needs Node 22.18 or later; .mjs works everywhere.';
  if (!/\.[jt]s$/.test(path) || !isCommonJs(dirname(path))) return '';
  const module = `${path.slice(0, -2)}m${path.slice(-2)}`;
  return ` The package.json above it says that it is CommonJS, and a config is an ES module: call it ${basename(module)}.`;
}
