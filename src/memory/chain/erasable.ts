import { isObject } from '../../machines/checks.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';

/** What `eraseFields` can remove from an execution, by the names that a person asking for it would use. */
export type ErasableField = 'task' | 'context' | 'reasoning' | 'result' | 'metadata' | 'errorMessage' | 'cancelReason';

/** A place in a record that holds text of a person or an agent. The chain keeps a salted hash of it instead of itself. */
export interface ErasableSlot {
  readonly field: ErasableField;
  /** The key of this slot in a `RecordSeal`. */
  readonly path: string;
  readonly keys: readonly string[];
}

/** A decision repeats the reasoning of its evaluation, and a coercion quotes what an agent returned. */
export const erasableSlots: readonly ErasableSlot[] = [
  { field: 'task', path: 'event.input.task', keys: ['event', 'input', 'task'] },
  { field: 'context', path: 'event.input.context', keys: ['event', 'input', 'context'] },
  { field: 'reasoning', path: 'event.output.reasoning', keys: ['event', 'output', 'reasoning'] },
  { field: 'reasoning', path: 'decision.reasoning', keys: ['decision', 'reasoning'] },
  { field: 'result', path: 'event.output.result', keys: ['event', 'output', 'result'] },
  { field: 'metadata', path: 'event.output.executionMetadata', keys: ['event', 'output', 'executionMetadata'] },
  { field: 'metadata', path: 'event.output.coercions', keys: ['event', 'output', 'coercions'] },
  { field: 'metadata', path: 'event.error.coercions', keys: ['event', 'error', 'coercions'] },
  { field: 'errorMessage', path: 'event.error.message', keys: ['event', 'error', 'message'] },
  { field: 'task', path: 'event.output.editedInput.task', keys: ['event', 'output', 'editedInput', 'task'] },
  { field: 'task', path: 'event.error.editedInput.task', keys: ['event', 'error', 'editedInput', 'task'] },
  { field: 'context', path: 'event.output.editedInput.context', keys: ['event', 'output', 'editedInput', 'context'] },
  { field: 'context', path: 'event.error.editedInput.context', keys: ['event', 'error', 'editedInput', 'context'] },
  {
    field: 'reasoning',
    path: 'event.output.editedInput.previousAttempts',
    keys: ['event', 'output', 'editedInput', 'previousAttempts'],
  },
  {
    field: 'reasoning',
    path: 'event.error.editedInput.previousAttempts',
    keys: ['event', 'error', 'editedInput', 'previousAttempts'],
  },
  { field: 'cancelReason', path: 'event.reason', keys: ['event', 'reason'] },
];

/** The fields that can be erased. */
export const erasableFields: readonly ErasableField[] = [
  'task',
  'context',
  'reasoning',
  'result',
  'metadata',
  'errorMessage',
  'cancelReason',
];

/** A value of a slot, as it stands in a record. */
export interface ErasableValue {
  readonly slot: ErasableSlot;
  readonly value: unknown;
}

/** The slots of each object that has some: most records have few of those objects. */
const slotsByOwner = [...Map.groupBy(erasableSlots, ({ keys }) => keys.slice(0, -1).join('.')).values()].map(
  (slots) => ({ owner: slots[0]?.keys.slice(0, -1) ?? [], slots }),
);

/** What a record holds that can be erased. Total: also a damaged record has an answer. */
export function erasableValues(record: TransitionRecord): readonly ErasableValue[] {
  const values: ErasableValue[] = [];
  for (const { owner, slots } of slotsByOwner) {
    const holder = valueAt(record, owner);
    if (!isObject(holder)) continue;
    for (const slot of slots) {
      const value = valueAt(holder, slot.keys.slice(-1));
      if (value !== undefined) values.push({ slot, value });
    }
  }
  return values;
}

/** Whether the machine takes a value for an answer depends on its kind, so erasing keeps it. */
export type ErasableKind = 'text' | 'list' | 'object' | 'other';

export function kindOf(value: unknown): ErasableKind {
  if (typeof value === 'string') return 'text';
  if (Array.isArray(value)) return 'list';
  return isObject(value) ? 'object' : 'other';
}

/** What stands where a value was erased. */
export function placeholderFor(value: unknown): unknown {
  switch (kindOf(value)) {
    case 'text':
      return '[erased]';
    case 'list':
      return ['[erased]'];
    case 'object':
      return { erased: true };
    case 'other':
      return null;
  }
}

export function valueAt(value: unknown, keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found;
}

/** A copy with another value at the end of `keys`, which must lead somewhere. */
export function replacedAt<T>(value: T, keys: readonly string[], replacement: unknown): T {
  const [key, ...rest] = keys;
  if (key === undefined || !isObject(value)) return value;
  return { ...value, [key]: rest.length === 0 ? replacement : replacedAt(value[key], rest, replacement) };
}
