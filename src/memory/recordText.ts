import { MemoryError, type MemoryOperation } from './errors.ts';
import type { RecordBatch } from './recordBatch.ts';

/**
 * One JSON text for each record. None contains a line break.
 *
 * @throws MemoryError where an agent put something into a record that is not JSON data.
 */
export function recordTexts(
  store: string,
  operation: MemoryOperation,
  { executionId, records }: RecordBatch,
): readonly string[] {
  try {
    return records.map((record) => JSON.stringify(record));
  } catch (cause) {
    const message = `Execution '${executionId}': a record is not JSON data. Let agents return plain objects, strings, finite numbers, booleans and null.`;
    throw new MemoryError(store, operation, message, { cause });
  }
}
