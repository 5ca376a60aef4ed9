import type { AnyEventObject, Snapshot } from 'xstate';

import type { JsonValue } from '../../src/machines/types.ts';
import { plainJson } from './plainJson.ts';
import type { ForeignStep } from '../protocol.ts';

/** An event as JSON data; errors keep their name, code and message. */
export function plainEvent(event: AnyEventObject): ForeignStep['event'] {
  return { ...plainEntries(event), type: event.type };
}

/** Returns the given parts of a snapshot, as JSON data. */
export function plainParts<Part extends string>(
  snapshot: Snapshot<unknown> | Record<string, unknown>,
  parts: readonly Part[],
): { readonly [P in Part]?: JsonValue } {
  const picked: { [P in Part]?: JsonValue } = {};
  for (const part of parts) {
    const value: unknown = Reflect.get(snapshot, part);
    if (value !== undefined) picked[part] = plainJson(value);
  }
  return picked;
}

function plainEntries(values: object): { readonly [key: string]: JsonValue } {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, plainJson(value)]));
}
