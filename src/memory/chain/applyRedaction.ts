import { isObject } from '../../machines/checks.ts';
import { ConfigurationError } from '../../machines/errors.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
import { fieldsOfRecord, valueAt, type FieldAt } from '../../machines/recordFields.ts';
import { canonicalJson } from './digest.ts';
import { kindOf } from './erasable.ts';
import { plainRecord } from './plainRecord.ts';

/**
 * Removes what must not be stored from a record, which is a copy of its own. Called for every record of an execution,
 * so a text is to be removed wherever it is: a decision repeats the reasoning of its evaluation.
 */
export type Redact = (record: TransitionRecord) => TransitionRecord;

/** What must stay as it is, what must stay there, and texts, which may change but must stay texts. */
const kept = fieldsOfRecord.filter(({ type, erasable }) => type !== 'object' && erasable === undefined);
const shaped = fieldsOfRecord.filter(({ type, erasable }) => type === 'object' || erasable !== undefined);

/**
 * What `redact` makes of a plain copy of the record. It may change texts, and must leave what replaying depends on.
 *
 * @throws ConfigurationError where it throws, or naming the first thing it changed that must stay.
 */
export function applyRedaction(record: TransitionRecord, redact: Redact): TransitionRecord {
  const plain = plainRecord(record);
  const redacted = plainResult(plain, redact);
  const changed =
    shaped.find((field) => shapeAt(plain, field) !== shapeAt(redacted, field)) ??
    kept.find(({ keys }) => !same(valueAt(plain, keys), valueAt(redacted, keys)));
  if (changed === undefined) return redacted;
  throw new ConfigurationError(
    'redact',
    `redact changed '${changed.path}' of record ${plain.seq} of execution '${plain.executionId}', and it could not be replayed any more. Replace texts by other texts, and leave the rest.`,
  );
}

function plainResult(plain: TransitionRecord, redact: Redact): TransitionRecord {
  const where = `record ${plain.seq} of execution '${plain.executionId}'`;
  let redacted: unknown;
  try {
    // A copy of a copy: redact may change its argument, and `plain` is what it is compared with.
    redacted = redact(structuredClone(plain));
    if (isRecord(redacted)) return plainRecord(redacted);
  } catch (cause) {
    throw new ConfigurationError('redact', `redact failed on ${where}. Let it return every record.`, { cause });
  }
  throw new ConfigurationError('redact', `redact returned no record for ${where}. Return it, not a promise of it.`);
}

function isRecord(value: unknown): value is TransitionRecord {
  return isObject(value) && 'executionId' in value && isObject(value['event']);
}

/** Returns what of a value must stay: its kind, how many texts there are, and the fields of what the machine makes itself. */
function shapeAt(record: TransitionRecord, { keys, type, derived }: FieldAt): string {
  const value = valueAt(record, keys);
  if (value === undefined) return 'absent';
  if (Array.isArray(value)) {
    const isTexts = type === 'texts' && value.every((item) => typeof item === 'string');
    return `list of ${value.length}${isTexts ? ' texts' : ''}`;
  }
  const isOwn = type === 'object' && (derived === true || keys.at(-1) === 'editedInput');
  return isOwn && isObject(value) ? `object of ${Object.keys(value).toSorted().join(', ')}` : kindOf(value);
}

function same(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || canonicalJson(a) === canonicalJson(b);
}
