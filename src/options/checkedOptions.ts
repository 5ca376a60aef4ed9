import { isObject } from '../machines/checks.ts';
import { ConfigurationError } from '../machines/errors.ts';
import { adviceOn } from './closestName.ts';
import { ruleOf, under, unexpected, type Rule } from './rule.ts';

interface RequiredRule<T> extends Rule<T> {
  readonly isRequired: true;
}

/** A rule for each option of `T`; `required(…)` for those that must not be left out. */
export type Shape<T> = {
  readonly [Key in keyof T]-?: undefined extends T[Key] ? Rule<Exclude<T[Key], undefined>> : RequiredRule<T[Key]>;
};

export function required<T>(option: Rule<T>): RequiredRule<T> {
  return { ...option, isRequired: true };
}

/**
 * Checks an options object once, at the edge, and returns a copy; an option that is `undefined` counts as left out.
 * `who` begins the message: a function's name, or an agent's.
 *
 * @throws ConfigurationError naming the first mistake, its path and what is allowed there.
 */
export function checkedOptions<T>(who: string, options: Rule<T>, given: unknown): T {
  const copy = isObject(given) && !Array.isArray(given) ? withoutUndefined(given) : given;
  if (options.allows(copy)) return copy;
  const { path = [], kind = 'wrong', message = '' } = options.problemIn(copy) ?? {};
  const where = path.join('.');
  if (kind === 'unknown') throw new ConfigurationError(where, `${who}: unknown option '${where}'. ${message}`);
  const place = where === '' ? 'the options' : `option '${where}'`;
  throw new ConfigurationError(where, `${who}: ${place}: ${message}.`);
}

/**
 * An object with these options and no others. `elsewhere` are names that belong
 * somewhere else, or that options had once, and what to use in their place.
 */
export function optionsOf<T>(shape: Shape<T>, elsewhere: Readonly<Record<string, string>> = {}): Rule<T> {
  const rules: ReadonlyMap<string, Rule<unknown>> = new Map(Object.entries(shape));
  return ruleOf((given) => {
    if (!isObject(given) || Array.isArray(given)) return unexpected('an object of options', given);
    const stranger = Object.keys(given).find((key) => !rules.has(key));
    if (stranger !== undefined) {
      const now = Object.hasOwn(elsewhere, stranger) ? elsewhere[stranger] : undefined;
      const message = now === undefined ? adviceOn(stranger, [...rules.keys()]) : `Use ${now}.`;
      return { path: [stranger], kind: 'unknown', message };
    }
    for (const [key, option] of rules) {
      const value = Object.hasOwn(given, key) ? given[key] : undefined;
      const problem = value === undefined && !('isRequired' in option) ? undefined : option.problemIn(value);
      if (problem !== undefined) return under(key, problem);
    }
    return undefined;
  });
}

/** A copy without the options that are `undefined`. */
export function withoutUndefined<T extends object>(options: T): T {
  const copy = { ...options };
  for (const [key, value] of Object.entries(copy)) if (value === undefined) Reflect.deleteProperty(copy, key);
  return copy;
}
