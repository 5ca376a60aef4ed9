/** A mistake in an options object. */
export interface Problem {
  /** The keys that lead there; empty for the object itself. */
  readonly path: readonly string[];
  readonly kind: 'wrong' | 'unknown';
  /** `wrong`: what was expected there. `unknown`: what to do about an option that does not exist. */
  readonly message: string;
}

/** The values that may stand at one place of an options object. */
export interface Rule<T> {
  /** Returns the mistake; `undefined` where there is none. */
  readonly problemIn: (value: unknown) => Problem | undefined;
  /** Whether nothing is wrong. */
  readonly allows: (value: unknown) => value is T;
}

/** `expected` is a phrase: `a number from 0 to 2`. */
export function rule<T>(expected: string, allows: (value: unknown) => value is T): Rule<T> {
  return { allows, problemIn: (value) => (allows(value) ? undefined : unexpected(expected, value)) };
}

/** A rule that finds problems also further in. */
export function ruleOf<T>(problemIn: Rule<T>['problemIn']): Rule<T> {
  return { problemIn, allows: (value): value is T => problemIn(value) === undefined };
}

export function unexpected(expected: string, value: unknown): Problem {
  return { path: [], kind: 'wrong', message: `expected ${expected}, got ${described(value)}` };
}

/** The problem as it is seen from one level further out. */
export function under(key: string, problem: Problem): Problem {
  return { ...problem, path: [key, ...problem.path] };
}

/** Names the kind of a value. Never a text itself: it may be a key that was put into the wrong place. */
export function described(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value.trim() === '' ? 'an empty text' : 'a text';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
