import { isObject } from '../machines/checks.ts';
import { cutText } from '../machines/cutText.ts';
import type { JsonValue, TaskEvaluation, TaskExecution } from '../machines/types.ts';
import { boundedText, defaultTextLength, grouped } from './boundedText.ts';

/** An agent's raw answer, made valid; `coercions` says what had to be changed for that. */
export type Normalized<T> =
  | { readonly valid: true; readonly value: T; readonly coercions: readonly string[] }
  | { readonly valid: false; readonly issues: readonly string[] };

/** The complexity of a task where nobody says: the middle, as in the document that the pattern comes from. */
const defaultComplexity = 0.5;

/**
 * Reads an evaluation out of anything. Coerces only what is unambiguous (`"yes"`, `"0.7"`, `"70%"`, a score that
 * overshoots 0..1 by rounding, a `requiresTier` below 1 to 1) and says so; everything else is an issue. Only `canHandle`
 * is required: what is left out has its default (a complexity of 0.5, no reasoning, the tier of the agent itself, or the
 * next one where it cannot handle the task), which is said too. A text longer than `maxTextLength` (UTF-16 units) is
 * cut, which is said as well. Never throws.
 */
export function normalizeEvaluation(
  raw: unknown,
  tierLevel: number,
  maxTextLength = defaultTextLength,
): Normalized<TaskEvaluation> {
  const reader = createReader(raw, maxTextLength);
  return reader.finish(() => {
    const canHandle = reader.boolean('canHandle');
    return {
      canHandle,
      complexityScore: reader.optional('complexityScore', defaultComplexity, reader.score),
      reasoning: reader.optional('reasoning', '', reader.text),
      requiresTier: reader.optional('requiresTier', canHandle ? tierLevel : tierLevel + 1, reader.level),
    };
  });
}

/**
 * Reads an execution out of anything, by the same rules. An empty `result` is an issue; absent metadata is `{}`, and that
 * whose JSON is longer than `maxTextLength` becomes `{ cut: <its length> }`.
 */
export function normalizeExecution(raw: unknown, maxTextLength = defaultTextLength): Normalized<TaskExecution> {
  const reader = createReader(raw, maxTextLength);
  return reader.finish(() => ({
    result: reader.nonEmptyText('result'),
    confidence: reader.score('confidence'),
    executionMetadata: reader.metadata('executionMetadata'),
  }));
}

const yes = new Set(['yes', 'y', 'true']);
const no = new Set(['no', 'n', 'false']);
/** How far a score may be beyond 0..1 and still be a matter of rounding. A confidence of 30 is no 1: nobody knows what it is. */
const overshoot = 0.05;
/** Characters of a number or a word that is read as something else: whatever is longer is neither. */
const longestWord = 400;
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)$/;

function createReader(raw: unknown, maxTextLength: number) {
  const fields = fieldsOf(raw);
  const issues: string[] = [];
  const coercions: string[] = [];

  const coerced = <T>(key: string, value: T): T => {
    coercions.push(`${key}: ${shown(fields[key])} read as ${shown(value)}`);
    return value;
  };
  const issue = <T>(key: string, expected: string, placeholder: T): T => {
    issues.push(`${key}: expected ${expected}, got ${shown(fields[key])}`);
    return placeholder;
  };

  const bounded = (key: string, text: string) => boundedText(key, text, maxTextLength, coercions);

  const numberOf = (key: string): number | undefined => {
    const value = fields[key];
    if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
    if (typeof value !== 'string') return undefined;
    const text = value.trim();
    const percent = text.endsWith('%');
    const digits = percent ? text.slice(0, -1).trimEnd() : text;
    if (digits.length > longestWord || !decimal.test(digits)) return undefined;
    return percent ? Number(digits) / 100 : Number(digits);
  };

  return {
    /** What `read` makes of a field that is there, and the default of one that is not. */
    optional<T>(key: string, byDefault: T, read: (key: string) => T): T {
      if (fields[key] !== undefined && fields[key] !== null) return read(key);
      coercions.push(`${key}: not given, ${shown(byDefault)} by default`);
      return byDefault;
    },

    boolean(key: string): boolean {
      const value = fields[key];
      if (typeof value === 'boolean') return value;
      const trimmed = typeof value === 'string' ? value.trim() : '';
      const word = trimmed.length > longestWord ? '' : trimmed.toLowerCase();
      if (yes.has(word)) return coerced(key, true);
      if (no.has(word)) return coerced(key, false);
      return issue(key, 'true or false', false);
    },

    score(key: string): number {
      const value = numberOf(key);
      if (value === undefined) return issue(key, 'a number from 0 to 1', 0);
      if (value < -overshoot || value > 1 + overshoot) return issue(key, 'a number from 0 to 1', 0);
      const clamped = Math.min(1, Math.max(0, value));
      return clamped === fields[key] ? clamped : coerced(key, clamped);
    },

    level(key: string): number {
      const value = numberOf(key);
      if (value === undefined || !Number.isSafeInteger(value)) return issue(key, 'a positive integer', 1);
      const level = Math.max(1, value);
      return level === fields[key] ? level : coerced(key, level);
    },

    text(key: string): string {
      const value = fields[key];
      return typeof value === 'string' ? bounded(key, value) : issue(key, 'a text', '');
    },

    nonEmptyText(key: string): string {
      const value = fields[key];
      if (typeof value === 'number' && Number.isFinite(value)) return coerced(key, String(value));
      if (typeof value !== 'string' || value.trim() === '') return issue(key, 'a text that is not empty', '');
      return bounded(key, value);
    },

    metadata(key: string): TaskExecution['executionMetadata'] {
      const value = fields[key];
      if (value === undefined) return {};
      const json = jsonOf(value);
      if (json !== undefined && json.length > maxTextLength) {
        coercions.push(`${key}: cut, its JSON has ${grouped(json.length)} characters`);
        return { cut: json.length };
      }
      const parsed = json === undefined ? undefined : parsedObject(json);
      if (parsed === undefined) return issue(key, 'an object of plain JSON', {});
      return isSame(parsed, value) ? parsed : coerced(key, parsed);
    },

    finish<T>(read: () => T): Normalized<T> {
      if (!isJsonObject(raw)) return { valid: false, issues: [`expected an object, got ${shown(raw)}`] };
      const value = read();
      return issues.length > 0 ? { valid: false, issues } : { valid: true, value, coercions };
    },
  };
}

function fieldsOf(raw: unknown): Readonly<Record<string, unknown>> {
  if (typeof raw !== 'object' || raw === null) return {};
  try {
    return { ...raw };
  } catch {
    return {};
  }
}

/** A value as JSON; a text is taken for JSON as it is. `undefined`: it is none. */
function jsonOf(value: unknown): string | undefined {
  try {
    return typeof value === 'string' ? value : JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function parsedObject(json: string): { readonly [key: string]: JsonValue } | undefined {
  try {
    const plain: unknown = JSON.parse(json);
    return isJsonObject(plain) ? plain : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value is already what JSON made of it, down to the last one. */
function isSame(json: JsonValue, value: unknown): boolean {
  if (typeof json !== 'object' || json === null) return Object.is(json, value);
  if (!isObject(value) || Object.getPrototypeOf(value) !== Object.getPrototypeOf(json)) return false;
  const entries = Object.entries(json);
  return entries.length === Object.keys(value).length && entries.every(([key, inner]) => isSame(inner, value[key]));
}

function isJsonObject(value: unknown): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const longestShown = 60;

function shown(value: unknown): string {
  return cutText(plainly(value), longestShown);
}

function plainly(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 2 * longestShown));
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}
