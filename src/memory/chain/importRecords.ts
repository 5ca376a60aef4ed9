import type { TransitionRecord } from '../../machines/executionTypes.ts';
import type { MemoryError } from '../errors.ts';
import { exportError, exportFormat, exportVersion } from './exportFormat.ts';
import { executionHeader, fileFooter, fileHeader } from './exportHeaders.ts';
import { isTransitionRecord, phrases, recordIssues } from './recordShape.ts';
import { verifyRecords } from './verifyRecords.ts';

/** An execution of which not all lines have been read. */
interface OpenExecution {
  readonly executionId: string;
  readonly anchor: { readonly length: number; readonly head: string };
  readonly records: TransitionRecord[];
  /** The line of each record. */
  readonly lines: number[];
}

interface Line {
  readonly number: number;
  readonly value: unknown;
}

/**
 * The executions of a file that `exportRecords` made, each with all its records. Reads no further than the execution it
 * yields, and checks its records and its chain before. Lines come with or without their ends; empty ones do not count.
 *
 * @throws MemoryError naming the line, at the first mistake. The executions before it were good.
 */
export async function* importRecords(
  lines: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<readonly TransitionRecord[], void, void> {
  let begun = false;
  let ended = false;
  let count = 0;
  let last = 0;
  let open: OpenExecution | undefined;
  for await (const line of parsedLines(lines)) {
    last = line.number;
    if (!begun) {
      checkHeader(line);
      begun = true;
    } else if (ended) {
      throw wrong(line.number, 'the export ended above. Import files one by one.');
    } else if (open === undefined) {
      const footer = fileFooter.safeParse(line.value);
      if (!footer.success) open = openExecution(line);
      else if (footer.data.executions === count) ended = true;
      else throw wrong(line.number, `${footer.data.executions} executions were exported, and ${count} stand above.`);
    } else {
      addRecord(open, line);
      if (open.records.length < open.anchor.length) continue;
      const error = broken(open);
      if (error !== undefined) throw error;
      const { records } = open;
      open = undefined;
      count += 1;
      yield records;
    }
  }
  if (ended) return;
  const missing = open && ` Record ${open.records.length} of '${open.executionId}' comes next.`;
  throw wrong(last + 1, `the end of the file is missing.${missing ?? ''} Export again, or copy the whole file.`);
}

async function* parsedLines(lines: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Line, void, void> {
  let number = 0;
  for await (const text of lines) {
    number += 1;
    const json = number === 1 ? text.replace(/^\uFEFF/, '') : text;
    if (json.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch (cause) {
      throw wrong(number, 'this is not JSON. It may have been cut off or edited.', { cause });
    }
    yield { number, value };
  }
}

function checkHeader({ number, value }: Line): void {
  const header = fileHeader.safeParse(value);
  if (!header.success) {
    throw wrong(number, `an export begins with {"format":"${exportFormat}","version":${exportVersion}}.`);
  }
  if (header.data.version !== exportVersion) {
    throw wrong(
      number,
      `this is version ${header.data.version} of the format, and only ${exportVersion} is known here.`,
    );
  }
}

function openExecution({ number, value }: Line): OpenExecution {
  const header = executionHeader.safeParse(value);
  if (!header.success) {
    throw wrong(number, `an execution begins here, or the export ends. ${phrases(header.error).join('; ')}.`);
  }
  const { executionId, length, head } = header.data;
  return { executionId, anchor: { length, head }, records: [], lines: [] };
}

function addRecord(open: OpenExecution, { number, value }: Line): void {
  const { executionId, records, lines } = open;
  if (executionHeader.safeParse(value).success || fileFooter.safeParse(value).success) throw ended(open, number);
  if (!isTransitionRecord(value)) {
    throw wrong(number, `this is not record ${records.length} of '${executionId}'. ${recordIssues(value).join('; ')}.`);
  }
  if (value.executionId !== executionId) {
    throw wrong(number, `this is a record of '${value.executionId}', among those of '${executionId}'.`);
  }
  records.push(value);
  lines.push(number);
}

function ended(open: OpenExecution, number: number): MemoryError {
  const { executionId, records, anchor } = open;
  return broken(open) ?? wrong(number, `'${executionId}' ends after ${records.length} of ${anchor.length} records.`);
}

/** Why the execution cannot be what was exported; `undefined` where it can. */
function broken({ executionId, anchor, records, lines }: OpenExecution): MemoryError | undefined {
  const verification = verifyRecords(records, anchor);
  if (verification.valid) return undefined;
  const number = lines[verification.seq] ?? lines.at(-1) ?? 0;
  return wrong(number, `the chain of '${executionId}' is broken. ${verification.message}`);
}

function wrong(number: number, what: string, options?: { readonly cause: unknown }) {
  return exportError(`Line ${number}: ${what}`, options);
}
