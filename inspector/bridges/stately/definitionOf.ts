import { createMachine } from 'xstate';

import { isObject } from '../../../src/machines/checks.ts';
import type { JsonValue } from '../../../src/machines/types.ts';

/**
 * The definition of the machine with this configuration, which is JSON text with functions as `{ type: name }`. It is
 * only taken apart, never run. `undefined`: it has no states, or XState refuses it.
 */
export function definitionOf(configuration: string): JsonValue | undefined {
  try {
    const config: unknown = JSON.parse(configuration);
    if (!isObject(config) || !isObject(config['states'])) return undefined;
    const { definition } = createMachine(wellFormed(config));
    const json: JsonValue = JSON.parse(JSON.stringify(definition));
    return json;
  } catch {
    return undefined;
  }
}

/** Below its depth limit the sender writes text in place of states: they are left out. */
function wellFormed(state: Record<string, unknown>): Record<string, unknown> {
  const { states, ...rest } = state;
  if (!isObject(states)) return rest;
  const children = Object.entries(states).map(([key, child]) => [key, isObject(child) ? wellFormed(child) : {}]);
  return { ...rest, states: Object.fromEntries(children) };
}
