import { KnowledgeError } from '../knowledgeErrors.ts';

/**
 * What a knowledge file may hold. Far beyond what people write; within them, reading takes time in proportion to the
 * file. They are checked before a parser sees the text.
 */
export const limits = {
  /** 8 MiB. */
  fileBytes: 8 * 1024 * 1024,
  entries: 20_000,
  /** Of an entry with its questions and its answer. */
  entryCharacters: 50_000,
  questionCharacters: 1_000,
  /** Of a line in Markdown or CSV. */
  lineCharacters: 10_000,
  /** Levels of quotes and lists in Markdown, of lists and objects in JSON. */
  nesting: 20,
} as const;

/** @throws KnowledgeError where `size` is more than the limit of that name. */
export function checkLimit(path: string, line: number | null, limit: keyof typeof limits, size: number): void {
  const most = limits[limit];
  if (size <= most) return;
  const [what, advice] = descriptions[limit];
  const message = `${what} ${size.toLocaleString('en')}, and at most ${most.toLocaleString('en')} are read. ${advice}`;
  throw new KnowledgeError(path, line, message);
}

const descriptions: Readonly<Record<keyof typeof limits, readonly [what: string, advice: string]>> = {
  fileBytes: ['The bytes of the file are', 'Split it into several bases, a tier for each.'],
  entries: ['The entries of the file are', 'Split it into several bases, a tier for each.'],
  entryCharacters: ['The characters of the entry are', 'Shorten it, or split it into several entries.'],
  questionCharacters: ['The characters of the question are', 'Ask it in a sentence, and move the rest to the answer.'],
  lineCharacters: ['The characters of the line are', 'Break it into several lines.'],
  nesting: ['The levels of nesting are', 'Write it with fewer quotes, lists or brackets within each other.'],
};
