import type { TransitionRecord } from '../../machines/executionTypes.ts';
import { exportError, exportFormat, exportVersion } from './exportFormat.ts';
import { verifyRecords } from './verifyRecords.ts';

/** Executions, each with all its records, oldest first. */
export type Executions = Iterable<readonly TransitionRecord[]> | AsyncIterable<readonly TransitionRecord[]>;

/**
 * The lines of a JSONL file (one JSON text a line, UTF-8), each with its line feed: a header, the executions one after
 * another, and a footer. One execution is in memory at a time. `importRecords` reads it.
 *
 * @throws MemoryError naming the record, where an execution's chain is broken. What was yielded until then lacks its
 *   footer, and will not be imported as a whole.
 */
export async function* exportRecords(executions: Executions): AsyncGenerator<string, void, void> {
  yield line({ format: exportFormat, version: exportVersion });
  let count = 0;
  for await (const records of executions) {
    const verified = verifyRecords(records);
    const executionId = records[0]?.executionId;
    if (!verified.valid) {
      throw exportError(`Execution '${executionId}' is not exported. ${verified.message}`);
    }
    yield line({ executionId, length: verified.length, head: verified.head });
    for (const record of records) yield line(record);
    count += 1;
  }
  yield line({ executions: count });
}

/** U+2028 and U+2029 are legal in JSON, and `node:readline` takes them for the end of a line. */
function line(value: object): string {
  return `${JSON.stringify(value)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`)}\n`;
}
