import type { z } from 'zod';

import { ConfigurationError } from '../machines/errors.ts';

/**
 * Checks an options object once, at the edge; an option that is `undefined` counts as left out. `who` begins the message: a function's name, or an agent's.
 *
 * @throws ConfigurationError naming the first mistake, its path and what is allowed there.
 */
export function parseOptions<T>(who: string, schema: z.ZodType<T>, options: unknown): T {
  const parsed = schema.safeParse(withoutUndefined(options));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).map(String).join('.');
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const where = path === '' ? key : `${path}.${key}`;
    throw new ConfigurationError(where, `${who}: unknown option '${where}'. Check its spelling, or remove it.`);
  }
  throw new ConfigurationError(
    path,
    `${who}: ${path === '' ? 'the options' : `option '${path}'`}: ${issue?.message ?? 'invalid'}.`,
  );
}

/** A copy of a plain object without the keys whose value is `undefined`; anything else as it is. */
export function withoutUndefined(options: unknown): unknown {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return options;
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
