import { Readable } from 'node:stream';

import { parse } from 'csv-parse';
import { z } from 'zod';

import { KnowledgeError } from '../knowledgeErrors.ts';
import { takingTurns } from '../takingTurns.ts';
import type { KnowledgeDraft, Located } from './assembleKnowledge.ts';
import { checkLimit, limits } from './limits.ts';
import { plainQuestion } from './plainQuestion.ts';
import { linesOf } from './textLines.ts';

/** How many characters are parsed at a time. */
const sliceLength = 16_384;

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

interface Group {
  readonly line: number;
  readonly id: string | undefined;
  readonly questions: Located[];
  readonly answer: string;
}

const RowSchema = z.object({
  record: z.array(z.string()),
  raw: z.string(),
  info: z.object({ lines: z.number() }),
});

/**
 * Reads entries out of comma-separated values. The first row names the columns: `question`, `answer` and, if you like,
 * `id`, in any order. Several phrasings of one question are separated by `|`, or are rows of their own with the same
 * id, or without ids and with the same answer; `\|` is a bar within a question. Of a question, HTML tags and entities
 * are not read. Others have their turn in between.
 *
 * @throws KnowledgeError with the line of the broken row, or of one that is beyond a limit.
 */
export async function parseCsv(text: string, path: string): Promise<KnowledgeDraft> {
  const [header, ...rows] = await rowsOf(text, path);
  const columns = header?.cells.map((cell) => cell.toLowerCase()) ?? [];
  const unknown = columns.filter((column) => column !== 'id' && column !== 'question' && column !== 'answer');
  const complete = columns.includes('question') && columns.includes('answer');
  if (header === undefined || unknown.length > 0 || !complete || new Set(columns).size < columns.length) {
    const found = columns.join(',');
    const message = `The first row names the columns "question,answer" (and, if you like, "id"), here it is "${found}". Correct it; the separator is a comma.`;
    throw new KnowledgeError(path, header?.line ?? null, message);
  }

  const groups = new Map<string, Group>();
  for (const { cells, line } of rows) {
    if (cells.length !== columns.length) {
      const message = `The row has ${cells.length} columns, and ${columns.length} are named in the first row. Put a text that contains a comma in double quotes.`;
      throw new KnowledgeError(path, line, message);
    }
    const cell = (column: string) => cells[columns.indexOf(column)] ?? '';
    const id = columns.includes('id') && cell('id') !== '' ? cell('id') : undefined;
    const answer = cell('answer');
    const questions = phrasingsOf(cell('question')).map((phrasing): Located => ({ text: phrasing, line }));
    const key = id === undefined ? `answer ${answer === '' ? line : answer}` : `id ${id}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { line, id, questions, answer });
      checkLimit(path, line, 'entries', groups.size);
    } else if (group.answer === answer) {
      group.questions.push(...questions);
    } else {
      const message = `The id '${id}' has another answer in line ${group.line}. Give this row another id, or the same answer.`;
      throw new KnowledgeError(path, line, message);
    }
  }
  return { entries: [...groups.values()] };
}

/** The phrasings in a cell, between the bars that no backslash stands before. */
function phrasingsOf(cell: string): readonly string[] {
  return cell.split(/(?<!\\)\|/).map((phrasing) => plainQuestion(phrasing.replaceAll('\\|', '|')));
}

async function rowsOf(text: string, path: string): Promise<readonly Row[]> {
  const othersTurn = takingTurns();
  // The lines are looked over before the parser is given any.
  for (const { number } of linesOf(path, text)) if (number % 1000 === 0) await othersTurn();
  const parser = Readable.from(slicesOf(text)).pipe(
    parse({
      info: true,
      raw: true,
      relax_column_count: true,
      record_delimiter: '\n',
      skip_empty_lines: true,
      trim: true,
      max_record_size: limits.entryCharacters,
    }),
  );
  const rows: Row[] = [];
  try {
    for await (const row of parser) {
      const { record, raw, info } = RowSchema.parse(row);
      // `info.lines` is the line a row ends on; its raw text may begin with empty lines that were skipped.
      const line = info.lines - (raw.trim().split('\n').length - 1);
      rows.push({ cells: record, line });
      await othersTurn();
    }
  } catch (cause) {
    throw KnowledgeError.isInstance(cause) ? cause : rowError(path, text, cause);
  }
  return rows;
}

function* slicesOf(text: string): Generator<string, void, undefined> {
  for (let start = 0; start < text.length; start += sliceLength) yield text.slice(start, start + sliceLength);
}

function rowError(path: string, text: string, cause: unknown): KnowledgeError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const details = typeof cause === 'object' && cause !== null ? cause : {};
  const code = 'code' in details ? details.code : undefined;
  const found = 'lines' in details ? Number(details.lines) : null;
  const opened = openQuoteLine(text);
  if (code === 'CSV_MAX_RECORD_SIZE') {
    const most = limits.entryCharacters.toLocaleString('en');
    const message = `The row has more than ${most} characters. Shorten it, split it, or close a quote that is left open.`;
    return new KnowledgeError(path, opened ?? found, message, { cause });
  }
  const isOpen = code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_INVALID_CLOSING_QUOTE';
  const message = `The row cannot be read (${why}). Check its quotes: a text in quotes ends with one, and a double quote within it is written twice.`;
  return new KnowledgeError(path, (isOpen ? opened : undefined) ?? found, message, { cause });
}

/** Where the first quoted text begins that does not end, or ends within a cell. */
function openQuoteLine(text: string): number | undefined {
  for (const quoted of text.matchAll(/(?<=^|[,\n][ \t]*)"[^"]*(?:""[^"]*)*(?:"(?=[ \t]*(?:,|\n|$))|(?<end>"|$))/g)) {
    if (quoted.groups?.['end'] !== undefined) return text.slice(0, quoted.index).split('\n').length;
  }
  return undefined;
}
