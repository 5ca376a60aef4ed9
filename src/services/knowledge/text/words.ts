import { stem } from './stem.ts';
import { stopWords } from './stopWords.ts';
import { isWord, tokensOf } from './tokens.ts';

/** The informative words of a text, in order, repeats kept: its tokens without signs and stop words, reduced to a stem. */
export function wordsOf(text: string): readonly string[] {
  return tokensOf(text)
    .filter((token) => isWord(token) && !stopWords.has(token))
    .map(stem);
}
