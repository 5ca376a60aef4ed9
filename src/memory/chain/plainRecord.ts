import type { TransitionRecord } from '../../machines/executionTypes.ts';
import { MemoryError } from '../errors.ts';
import { isExecutionId } from '../recordBatch.ts';

/**
 * A deep copy of a record as every store gives it back: what JSON keeps of it, with U+FFFD for each lone surrogate.
 *
 * A lone surrogate is half a character, cut from a text. RFC 8785 refuses it, and so do some stores; refusing it here
 * would lose an execution that was paid for.
 *
 * @throws MemoryError where the record is not JSON data, or its execution id would not survive the copy.
 */
export function plainRecord(record: TransitionRecord): TransitionRecord {
  const { executionId } = record;
  if (!isExecutionId(executionId)) {
    throw notPlain(
      `${JSON.stringify(executionId)} cannot be an execution id. Use a non-empty string without NUL characters and without lone surrogates.`,
    );
  }
  let json: string;
  try {
    json = JSON.stringify(record);
  } catch (cause) {
    const message = `Execution '${executionId}': record ${record.seq} is not JSON data. Let agents return plain objects, strings, finite numbers, booleans and null.`;
    throw notPlain(message, { cause });
  }
  const copy: TransitionRecord = JSON.parse(wellFormed(json));
  return copy;
}

/** `JSON.stringify` escapes a surrogate only where it stands alone; an escaped backslash before it means plain text. */
function wellFormed(json: string): string {
  if (!json.includes('\\ud')) return json;
  return json.replaceAll(/\\(?:\\|ud[89a-f][0-9a-f]{2})/g, (escape) => (escape === '\\\\' ? escape : '\uFFFD'));
}

function notPlain(message: string, options?: { readonly cause: unknown }): MemoryError {
  return new MemoryError('chain', 'append', message, options);
}
