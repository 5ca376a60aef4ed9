import { resolve } from 'node:path';

import { ConfigurationError } from '../machines/errors.ts';

/**
 * The absolute path, or `:memory:`.
 *
 * @throws ConfigurationError where it is no path: another type, empty, or a URL.
 */
export function sqlitePath(path: unknown): string {
  if (typeof path !== 'string') throw noPath(path);
  if (path.trim() === '') throw misused('it was given an empty one', call(''));
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]+):(.*)$/is.exec(path) ?? [];
  if (/^postgres(?:ql)?$/i.test(scheme))
    throw misused('it was given a PostgreSQL URL', "postgresMemory({ pool }) of 'xstate-handoff/postgres'");
  if (/^(?:file|sqlite3?)$/i.test(scheme))
    throw misused('it was given a URL', call(rest.replace(/^\/\/(?=\/|[^/])/, '')));
  return path === ':memory:' ? path : resolve(path);
}

/** What keeps a path under another name, in the options of other packages. */
const pathKeys: ReadonlySet<string> = new Set(['path', 'file', 'filename', 'fileName', 'location', 'url', 'database']);

function noPath(given: unknown): ConfigurationError {
  if (given instanceof URL) return misused('it was given a URL object', 'sqliteMemory(fileURLToPath(url))');
  if (typeof given !== 'object' || given === null) {
    const what = given === undefined || given === null ? String(given) : `a ${typeof given}`;
    return misused(`it was given ${what}`, call(''));
  }
  const path = Object.entries(given).find(([key]) => pathKeys.has(key))?.[1];
  return misused('it was given an object', call(typeof path === 'string' && !path.includes('://') ? path : ''));
}

/** The call with a path, as it stands in code; any other path for an empty one. */
function call(path: string): string {
  const text = path.includes("'") || path.includes('\\') ? JSON.stringify(path) : `'${path || 'memory.db'}'`;
  return `sqliteMemory(${text})`;
}

function misused(what: string, instead: string): ConfigurationError {
  return new ConfigurationError(
    'path',
    `sqliteMemory() takes the path of a file as a text first, and ${what}. Did you mean ${instead}?`,
  );
}
