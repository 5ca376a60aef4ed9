import { isObject } from '../machines/checks.ts';
import { longestMs } from '../time/longestMs.ts';
import { described, rule, ruleOf, under, unexpected, type Rule } from './rule.ts';

export const text = rule('a text', (value) => typeof value === 'string');
export const nonEmptyText = rule(
  'a text that is not empty',
  (value): value is string => typeof value === 'string' && value.trim() !== '',
);
export const executionIdText = rule(
  'a text of 1 to 200 characters',
  (value): value is string => typeof value === 'string' && value !== '' && value.length <= 200,
);
export const flag = rule('true or false', (value) => typeof value === 'boolean');
export const abortSignal = rule('an AbortSignal', (value) => value instanceof AbortSignal);
export const milliseconds = rule(
  'milliseconds above 0, at most a hundred years',
  (value): value is number => typeof value === 'number' && value > 0 && value <= longestMs,
);
export const positiveInteger = integer(1);

/** A finite number; both ends are allowed. */
export function numberFrom(least: number, most = Infinity): Rule<number> {
  const expected = most === Infinity ? `a number from ${least}` : `a number from ${least} to ${most}`;
  return rule(
    expected,
    (value): value is number => typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most,
  );
}

/** A safe integer; both ends are allowed. */
export function integer(least: number, most = Infinity): Rule<number> {
  const expected =
    most < Infinity
      ? `an integer from ${least} to ${most}`
      : least === 1
        ? 'a positive integer'
        : `an integer from ${least}`;
  return rule(
    expected,
    (value): value is number =>
      typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most,
  );
}

export function oneOf<const T extends string>(choices: readonly T[]): Rule<T> {
  const expected = choices.map((choice) => `'${choice}'`).join(', ');
  return ruleOf((value) => {
    if (choices.some((choice) => choice === value)) return undefined;
    const got = typeof value === 'string' && value !== '' ? `'${value.slice(0, 40)}'` : described(value);
    return { path: [], kind: 'wrong', message: `expected one of ${expected}, got ${got}` };
  });
}

export function aFunction<T>(expected = 'a function'): Rule<T> {
  return rule(expected, (value): value is T => typeof value === 'function');
}

/** An object that is checked where it is used, or that has these methods. */
export function anObject<T>(expected = 'an object', methods: readonly string[] = []): Rule<T> {
  return rule(
    expected,
    (value): value is T => isPlain(value) && methods.every((name) => typeof value[name] === 'function'),
  );
}

export function listOf<T>(item: Rule<T>): Rule<readonly T[]> {
  return ruleOf((value) => {
    if (!Array.isArray(value)) return unexpected('a list', value);
    for (const [index, entry] of value.entries()) {
      const problem = item.problemIn(entry);
      if (problem !== undefined) return under(String(index), problem);
    }
    return undefined;
  });
}

/** An object of values under keys of the caller's choice, `least` of them or more. */
export function recordOf<T>(
  expected: string,
  key: { readonly expected: string; readonly pattern: RegExp },
  value: Rule<T>,
  least = 0,
): Rule<Readonly<Record<string, T>>> {
  return ruleOf((given) => {
    if (!isPlain(given)) return unexpected(expected, given);
    if (Object.keys(given).length < least) return unexpected(`at least ${least} of ${expected}`, given);
    for (const [name, entry] of Object.entries(given)) {
      if (!key.pattern.test(name))
        return { path: [name], kind: 'wrong', message: `expected ${key.expected} as its key` };
      const problem = value.problemIn(entry);
      if (problem !== undefined) return under(name, problem);
    }
    return undefined;
  });
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !Array.isArray(value);
}
