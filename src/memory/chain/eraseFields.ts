import type { ErasableField } from '../../machines/recordFields.ts';
import { ConfigurationError } from '../../machines/errors.ts';
import type { RecordSeal, TransitionRecord } from '../../machines/executionTypes.ts';
import { commitmentTo, saltBytes } from './digest.ts';
import { erasableFields, erasableValues, placeholderFor, replacedAt } from './erasable.ts';

/**
 * One execution's records without what `fields` name: `[erased]` stands in its place, `{ erased: true }` for metadata.
 * The chain verifies as before, and the records replay to the same states. Erasing twice changes nothing more.
 *
 * The value's salt goes with it, so that nobody can try which value fits the salted hash that stays. Values in forks
 * of the execution, in the text of other fields, and in copies that a store or a backup keeps are not its business.
 *
 * @throws ConfigurationError where a field is not one of `erasableFields`.
 */
export function eraseFields(
  records: readonly TransitionRecord[],
  fields: readonly ErasableField[],
): readonly TransitionRecord[] {
  const unknown = fields.find((field) => !erasableFields.includes(field));
  if (unknown !== undefined) {
    throw new ConfigurationError('fields', `There is no field '${unknown}'. Erase ${erasableFields.join(', ')}.`);
  }
  return records.map((record) => erased(record, fields));
}

function erased(record: TransitionRecord, fields: readonly ErasableField[]): TransitionRecord {
  let result = record;
  let { seal } = record;
  for (const { slot, value } of erasableValues(record)) {
    if (!fields.includes(slot.field)) continue;
    result = replacedAt(result, slot.keys, placeholderFor(value));
    seal = seal && committed(seal, slot.path, value);
  }
  return seal === undefined || result === record ? result : { ...result, seal };
}

/** The commitment instead of the salt. Where there is no good salt, the seal was changed, and goes on showing it. */
function committed(seal: RecordSeal, path: string, value: unknown): RecordSeal {
  const { [path]: salt, ...salts } = seal.salts;
  const bytes = saltBytes(salt);
  return bytes === undefined
    ? seal
    : { ...seal, salts, erased: { ...seal.erased, [path]: commitmentTo(value, bytes) } };
}
