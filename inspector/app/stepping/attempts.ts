import { isLevel } from '../../../src/machines/checks.ts';
import type { JsonValue, PreviousAttempt } from '../../../src/machines/types.ts';
import { isJsonObject, readJson, right, wrong, type JsonObject, type Reading } from '../ui/fields.ts';

/** The form of each field of a previous attempt. `failure` is checked by itself. */
const checks: { readonly [Field in keyof PreviousAttempt]-?: Check } = {
  tierLevel: { holds: isLevel, expected: 'the number of a tier' },
  agentId: { holds: isText, expected: 'a text' },
  outcome: { holds: isOutcome, expected: '"declined", "low-confidence", "failed" or "stopped"' },
  complexityScore: { holds: isScore, expected: 'a number from 0 to 1', optional: true },
  reasoning: { holds: isText, expected: 'a text', optional: true },
  draft: { holds: isText, expected: 'a text', optional: true },
  confidence: { holds: isScore, expected: 'a number from 0 to 1', optional: true },
  failure: { holds: isFailure, expected: 'an object with name, code and message', optional: true },
  tries: { holds: isLevel, expected: 'a positive integer', optional: true },
  model: { holds: isModel, expected: 'an object with asked', optional: true },
  limit: { holds: isText, expected: 'the name of a limit', optional: true },
};

interface Check {
  readonly holds: (value: JsonValue) => boolean;
  readonly expected: string;
  readonly optional?: boolean;
}

/** Reads the attempts of lower tiers, written as a JSON list. Nothing written stands for an empty one. */
export function readAttempts(text: string): Reading<readonly PreviousAttempt[]> {
  const json = readJson(text, '[]');
  if (!json.ok) return json;
  const entries: JsonValue = json.value;
  if (!Array.isArray(entries)) return wrong('Write a JSON list of attempts: [ … ].');
  const attempts: PreviousAttempt[] = [];
  for (const [index, entry] of entries.entries()) {
    if (!isAttempt(entry)) return wrong(`Attempt ${index + 1}: ${problemOf(entry)}.`);
    attempts.push(entry);
  }
  return right(attempts);
}

function isAttempt(entry: JsonValue): entry is JsonObject & PreviousAttempt {
  return problemOf(entry) === undefined;
}

function problemOf(entry: JsonValue): string | undefined {
  if (!isJsonObject(entry)) return 'expected an object';
  const unknown = Object.keys(entry).find((key) => !Object.hasOwn(checks, key));
  if (unknown !== undefined) return `there is no field "${unknown}"; there are ${Object.keys(checks).join(', ')}`;
  for (const [field, { holds, expected, optional = false }] of Object.entries(checks)) {
    const value = entry[field];
    if (value === undefined ? !optional : !holds(value)) return `${field} must be ${expected}`;
  }
  return undefined;
}

function isText(value: JsonValue): boolean {
  return typeof value === 'string';
}

function isScore(value: JsonValue): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function isOutcome(value: JsonValue): boolean {
  return value === 'declined' || value === 'low-confidence' || value === 'failed' || value === 'stopped';
}

function isModel(value: JsonValue): boolean {
  return isJsonObject(value) && typeof value['asked'] === 'string';
}

function isFailure(value: JsonValue): boolean {
  if (!isJsonObject(value)) return false;
  const { name, code, message, transient = false } = value;
  return [name, code, message].every((part) => typeof part === 'string') && typeof transient === 'boolean';
}
