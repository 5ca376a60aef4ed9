import { z } from 'zod';

import { KnowledgeError } from '../knowledgeErrors.ts';
import { takingTurns } from '../takingTurns.ts';
import type { EntryDraft, KnowledgeDraft } from './assembleKnowledge.ts';
import { jsonShape } from './jsonElements.ts';
import { syntaxErrorLine } from './jsonSyntax.ts';
import { checkLimit } from './limits.ts';
import { plainQuestion } from './plainQuestion.ts';

const text = z.string();
const EntrySchema = z
  .strictObject({
    id: text.optional(),
    title: text.optional(),
    question: text.optional(),
    questions: z.array(text).min(1).optional(),
    answer: text,
  })
  .refine(({ question, questions }) => question !== undefined || questions !== undefined, {
    path: ['question'],
    message: 'expected a text, or "questions" with a list of texts',
  });

/**
 * Reads entries out of JSON: a list of `{ "question": "…", "answer": "…" }`. Instead of `question`, or beside it, there
 * may be `questions`, a list of phrasings; `id` and `title` are optional; any other key is refused. Of a question, HTML
 * tags and entities are not read. Others have their turn in between.
 *
 * @throws KnowledgeError with the line of the broken entry, or of one that is beyond a limit.
 */
export async function parseJson(source: string, path: string): Promise<KnowledgeDraft> {
  const { elements, nesting } = jsonShape(source);
  checkLimit(path, nesting.line, 'nesting', nesting.depth);
  checkLimit(path, elements.at(-1)?.line ?? null, 'entries', elements.length);
  for (const { line, characters } of elements) checkLimit(path, line, 'entryCharacters', characters);

  const content = parsed(source, path);
  if (!Array.isArray(content)) {
    const message =
      'Expected a list of entries: [{ "question": "…", "answer": "…" }]. Put the entries in square brackets.';
    throw new KnowledgeError(path, 1, message);
  }
  const othersTurn = takingTurns();
  const entries: EntryDraft[] = [];
  for (const [index, raw] of content.entries()) {
    entries.push(entryOf(path, index, elements[index]?.line ?? 1, raw));
    await othersTurn();
  }
  return { entries };
}

function entryOf(path: string, index: number, line: number, raw: unknown): EntryDraft {
  const result = EntrySchema.safeParse(raw);
  if (!result.success) {
    const issues = result.error.issues.map(({ path: at, message }) =>
      [at.join('.'), message].filter(Boolean).join(': '),
    );
    const message = `Entry ${index + 1} is broken: ${issues.join('; ')}. An entry has "question" or "questions", "answer", and if you like "id" and "title".`;
    throw new KnowledgeError(path, line, message);
  }
  const { id, title, question, questions = [], answer } = result.data;
  const phrasings = question === undefined ? questions : [question, ...questions];
  return { line, id, title, questions: phrasings.map((phrasing) => ({ text: plainQuestion(phrasing), line })), answer };
}

function parsed(source: string, path: string): unknown {
  try {
    return JSON.parse(source);
  } catch (cause) {
    throw syntaxError(source, path, cause);
  }
}

function syntaxError(source: string, path: string, cause: unknown): KnowledgeError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new KnowledgeError(path, syntaxErrorLine(source), `This is not valid JSON (${why}). Correct it there.`, {
    cause,
  });
}
