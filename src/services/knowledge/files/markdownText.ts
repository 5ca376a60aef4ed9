import { Lexer, type Token } from 'marked';

import { type Definitions, keyOf } from './markdownDefinitions.ts';
import { limits } from './limits.ts';
import { withEntities, withoutTags } from './plainQuestion.ts';

/** The text of a heading or a paragraph as people read it: without markup, HTML tags and entities, on one line. */
export function plainText(token: Token, definitions: Definitions): string {
  const written = 'text' in token ? token.text : token.raw;
  // What is longer is refused as a question, and need not be understood.
  if (written.length > limits.questionCharacters) return written.trim();
  const lexer = new Lexer();
  for (const label of definitions.size > 0 ? labelsOf(written) : []) {
    if (definitions.has(label)) lexer.tokens.links[label] = { href: '#', title: null };
  }
  return lexer.inlineTokens(written).map(textOf).join('').replaceAll(/\s+/g, ' ').trim();
}

function textOf(token: Token): string {
  if (token.type === 'html') return withoutTags(token.raw);
  if (token.type === 'br') return ' ';
  if ('tokens' in token && token.tokens !== undefined) return token.tokens.map(textOf).join('');
  const written = 'text' in token ? token.text : token.raw;
  return token.type === 'text' ? withEntities(written) : written;
}

function labelsOf(text: string): readonly string[] {
  return [...text.matchAll(/\[([^[\]]+)\]/g)].map(([, label = '']) => keyOf(label));
}
