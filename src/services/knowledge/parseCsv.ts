import { parse } from 'csv-parse/sync';
import { z } from 'zod';

import type { KnowledgeDraft, Located } from './assembleKnowledge.ts';
import { KnowledgeError } from './knowledgeErrors.ts';

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
 * id, or without ids and with the same answer.
 *
 * @throws KnowledgeError with the line of the broken row.
 */
export function parseCsv(text: string, path: string): KnowledgeDraft {
  const [header, ...rows] = rowsOf(text, path);
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
    const questions = cell('question')
      .split('|')
      .map((question): Located => ({ text: question.trim(), line }));
    const key = id === undefined ? `answer ${answer === '' ? line : answer}` : `id ${id}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { line, id, questions, answer });
    } else if (group.answer === answer) {
      group.questions.push(...questions);
    } else {
      const message = `The id '${id}' has another answer in line ${group.line}. Give this row another id, or the same answer.`;
      throw new KnowledgeError(path, line, message);
    }
  }
  return { entries: [...groups.values()] };
}

function rowsOf(text: string, path: string): readonly Row[] {
  let parsed: unknown;
  try {
    parsed = parse(text, {
      info: true,
      raw: true,
      relax_column_count: true,
      record_delimiter: '\n',
      skip_empty_lines: true,
      trim: true,
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const line = typeof cause === 'object' && cause !== null && 'lines' in cause ? Number(cause.lines) : null;
    const message = `The row cannot be read (${why}). Check its quotes: a double quote within a quoted text is written twice.`;
    throw new KnowledgeError(path, line, message, { cause });
  }
  // `info.lines` is the line a row ends on; its raw text may begin with empty lines that were skipped.
  return RowSchema.array()
    .parse(parsed)
    .map(({ record, raw, info }) => ({ cells: record, line: info.lines - (raw.trim().split('\n').length - 1) }));
}
