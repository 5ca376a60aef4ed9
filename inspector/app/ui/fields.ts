import { isObject } from '../../../src/machines/checks.ts';
import type { JsonValue } from '../../../src/machines/types.ts';

/** The faults of the fields of a form, in words for the person who fills it in. */
export type Problems<Field extends string> = { readonly [F in Field]?: string };

/** A form that was read: what it stands for, or what is wrong with it. */
export type Filled<Value, Field extends string = string> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: Problems<Field> };

/** One field that was read. */
export type Reading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: string };

export type JsonObject = { readonly [key: string]: JsonValue };

export function right<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function wrong(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}

/** The problems of those fields that have one. */
export function refused<Field extends string>(readings: { readonly [F in Field]: Reading<unknown> }): {
  readonly ok: false;
  readonly problems: Problems<Field>;
} {
  const problems: { [F in Field]?: string } = {};
  for (const field in readings) {
    const reading = readings[field];
    if (!reading.ok) problems[field] = reading.problem;
  }
  return { ok: false, problems };
}

const decimal = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** 0..1. */
export function readScore(text: string): Reading<number> {
  const score = numberIn(text);
  return score !== undefined && score <= 1 ? right(score) : wrong('Write a number from 0 to 1, such as 0.7.');
}

/** A tier's level: 1, 2, 3, … */
export function readLevel(text: string): Reading<number> {
  const level = numberIn(text);
  return level !== undefined && Number.isSafeInteger(level) && level >= 1
    ? right(level)
    : wrong('Write the number of a tier, such as 2.');
}

/** US dollars, 0 or more. */
export function readDollars(text: string): Reading<number> {
  const amount = numberIn(text.trim().replace(/^\$/, ''));
  return amount !== undefined ? right(amount) : wrong('Write an amount in US dollars, such as 0.01.');
}

/** A text that is not empty; it is kept as it is. */
export function readText(text: string, problem: string): Reading<string> {
  return text.trim() === '' ? wrong(problem) : right(text);
}

/** A JSON object; nothing written stands for an empty one. */
export function readJsonObject(text: string): Reading<JsonObject> {
  const json = readJson(text, '{}');
  if (!json.ok) return json;
  return isJsonObject(json.value) ? right(json.value) : wrong('Write a JSON object, such as {"source": "manual"}.');
}

/** JSON; nothing written stands for `empty`. */
export function readJson(text: string, empty: string): Reading<JsonValue> {
  try {
    const parsed: JsonValue = JSON.parse(text.trim() === '' ? empty : text);
    return right(parsed);
  } catch (error) {
    return wrong(`This is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function isJsonObject(value: JsonValue): value is JsonObject {
  return isObject(value) && !Array.isArray(value);
}

function numberIn(text: string): number | undefined {
  const digits = text.trim();
  const value = Number(digits);
  return decimal.test(digits) && Number.isFinite(value) ? value : undefined;
}
