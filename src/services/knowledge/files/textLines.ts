import { checkLimit } from './limits.ts';

/** A line of a file, and its number, counted from 1. */
export interface TextLine {
  readonly text: string;
  readonly number: number;
}

/**
 * The lines of a text, one after the other, in time proportional to its length.
 *
 * @throws KnowledgeError for a line that is too long.
 */
export function* linesOf(path: string, text: string): Generator<TextLine, void, undefined> {
  let number = 1;
  for (let start = 0; start <= text.length; number += 1) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    checkLimit(path, number, 'lineCharacters', end - start);
    yield { text: text.slice(start, end), number };
    start = end + 1;
  }
}
