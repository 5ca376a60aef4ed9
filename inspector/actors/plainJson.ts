import { isObject } from '../../src/machines/checks.ts';
import type { JsonValue } from '../../src/machines/types.ts';

/** How deep values are shown. */
const maxDepth = 12;

/** Any value as JSON data: errors keep name and message, actors their id, and what JSON has no word for a name. */
export function plainJson(value: unknown): JsonValue {
  return plain(value, [], false);
}

/** A machine's definition or configuration as JSON data, with all the states within it: what each of them holds is cut where values are. */
export function plainDefinition(definition: unknown): JsonValue {
  if (!isObject(definition)) return plainJson(definition);
  const own = Object.entries(definition).filter(([, part]) => part !== undefined);
  return Object.fromEntries(own.map(([key, part]) => [key, key === 'states' ? plainStates(part) : plainJson(part)]));
}

function plainStates(states: unknown): JsonValue {
  if (!isObject(states)) return plainJson(states);
  return Object.fromEntries(Object.entries(states).map(([key, state]) => [key, plainDefinition(state)]));
}

function plain(value: unknown, above: readonly object[], inToJson: boolean): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'undefined':
      return null;
    case 'bigint':
    case 'symbol':
      return String(value);
    case 'function':
      return `[function ${value.name}]`;
    case 'object':
      return value === null ? null : plainObject(value, above, inToJson);
  }
}

function plainObject(value: object, above: readonly object[], inToJson: boolean): JsonValue {
  if (above.includes(value)) return '[circular]';
  if (above.length >= maxDepth) return '[deeper]';
  const within = [...above, value];
  if (value instanceof Error) return plainError(value, within);
  if (isActor(value)) return { actor: value.sessionId };
  if (Array.isArray(value)) return value.map((item) => plain(item, within, false));
  if (value instanceof Map || value instanceof Set) return [...value].map((item) => plain(item, within, false));
  if (!inToJson && 'toJSON' in value && typeof value.toJSON === 'function') {
    const json: unknown = value.toJSON();
    return plain(json, json === value ? above : within, true);
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item, within, false)]));
}

function plainError(error: Error, within: readonly object[]): JsonValue {
  const code = 'code' in error && error.code !== undefined ? { code: plain(error.code, within, false) } : {};
  const cause = error.cause === undefined ? {} : { cause: plain(error.cause, within, false) };
  return { name: error.name, message: error.message, ...code, ...cause };
}

function isActor(value: object): value is { readonly sessionId: string } {
  return 'sessionId' in value && 'getSnapshot' in value && 'send' in value;
}
