import { isRecord, jsonIn } from './rowReader.ts';
import { summaryChange, summaryStart, timeOf } from './summary.ts';

// What migrations read from the texts of records that an older version stored. Damaged ones are passed over: a migration
// must not fail on them, and whoever reads the execution is told.

/** The execution's deadline, from the text of its first record: milliseconds since the epoch; `null`: it has none. */
export function deadlineIn(text: unknown): number | null {
  const record = jsonIn(text);
  if (!isRecord(record)) return null;
  try {
    return timeOf(summaryStart(record).deadline);
  } catch {
    return null;
  }
}

/** The wait that goes on after all records of an execution, in milliseconds since the epoch; `null`: none does. */
export function waitIn(texts: readonly unknown[]): { readonly since: number; readonly deadline: number | null } | null {
  const records = texts.map(jsonIn).filter(isRecord);
  const [first] = records;
  const last = records.at(-1);
  if (first === undefined || last === undefined) return null;
  const { waiting } = summaryChange({ executionId: first.executionId, firstSeq: 0, records, first, last });
  return waiting == null ? null : { since: timeOf(waiting.since) ?? 0, deadline: timeOf(waiting.deadline) };
}
