import { isObject } from '../../machines/checks.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
import { fieldsOfRecord, valueAt, type ErasableField } from '../../machines/recordFields.ts';

/** A place in a record that holds text of a person or an agent. The chain keeps a salted hash of it instead of itself. */
export interface ErasableSlot {
  readonly field: ErasableField;
  /** The key of this slot in a `RecordSeal`. */
  readonly path: string;
  readonly keys: readonly string[];
}

/** A decision repeats the reasoning of its evaluation, and a coercion quotes what an agent returned. */
export const erasableSlots: readonly ErasableSlot[] = fieldsOfRecord.flatMap(({ path, keys, erasable }) =>
  erasable === undefined ? [] : [{ field: erasable, path, keys }],
);

/** The fields that can be erased. */
export const erasableFields: readonly ErasableField[] = [...new Set(erasableSlots.map(({ field }) => field))];

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

/** A copy with another value at the end of `keys`, which must lead somewhere. */
export function replacedAt<T>(value: T, keys: readonly string[], replacement: unknown): T {
  const [key, ...rest] = keys;
  if (key === undefined || !isObject(value)) return value;
  return { ...value, [key]: rest.length === 0 ? replacement : replacedAt(value[key], rest, replacement) };
}
