import { z } from 'zod';

import type { EntryDraft, KnowledgeDraft } from './assembleKnowledge.ts';
import { elementLines, syntaxErrorLine } from './jsonLines.ts';
import { KnowledgeError } from './knowledgeErrors.ts';

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
 * may be `questions`, a list of phrasings; `id` and `title` are optional; any other key is refused.
 *
 * @throws KnowledgeError with the line of the broken entry.
 */
export function parseJson(source: string, path: string): KnowledgeDraft {
  let content: unknown;
  try {
    content = JSON.parse(source);
  } catch (cause) {
    throw syntaxError(source, path, cause);
  }
  if (!Array.isArray(content)) {
    const message =
      'Expected a list of entries: [{ "question": "…", "answer": "…" }]. Put the entries in square brackets.';
    throw new KnowledgeError(path, 1, message);
  }
  const lines = elementLines(source);
  return {
    entries: content.map((raw: unknown, index): EntryDraft => {
      const line = lines[index] ?? 1;
      const parsed = EntrySchema.safeParse(raw);
      if (!parsed.success) {
        const issues = parsed.error.issues.map(({ path: at, message }) =>
          [at.join('.'), message].filter(Boolean).join(': '),
        );
        const message = `Entry ${index + 1} is broken: ${issues.join('; ')}. An entry has "question" or "questions", "answer", and if you like "id" and "title".`;
        throw new KnowledgeError(path, line, message);
      }
      const { id, title, question, questions = [], answer } = parsed.data;
      const phrasings = question === undefined ? questions : [question, ...questions];
      return { line, id, title, questions: phrasings.map((phrasing) => ({ text: phrasing, line })), answer };
    }),
  };
}

function syntaxError(source: string, path: string, cause: unknown): KnowledgeError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new KnowledgeError(path, syntaxErrorLine(source), `This is not valid JSON (${why}). Correct it there.`, {
    cause,
  });
}
