import { lexer, type Token } from 'marked';

import type { EntryDraft, KnowledgeDraft, Located } from './assembleKnowledge.ts';
import { KnowledgeError } from './knowledgeErrors.ts';

interface Block {
  readonly token: Token;
  readonly line: number;
}

const introduction = /^also asked:/i;
const idInBraces = /\s*\{#([^{}]*)\}\s*$/;

/**
 * Reads entries out of Markdown:
 *
 * ```markdown
 * # Name of the base, if you like
 *
 * ## How do I reset my password? {#reset-password}
 *
 * Also asked:
 *
 * - I forgot my password
 * - lost my password
 *
 * Choose **Forgot password?** on the sign-in page.
 * ```
 *
 * Every `##` heading is a question; the id in braces is optional. Other phrasings, if any, follow directly as a list
 * introduced by a line `Also asked:`. All the rest up to the next `##` is the answer, kept as Markdown (use `###` for
 * headings in it). Text before the first question and HTML comments between paragraphs are not read.
 *
 * @throws KnowledgeError with the line where the text has another shape.
 */
export function parseMarkdown(text: string, path: string): KnowledgeDraft {
  let name: string | undefined;
  const sections: { readonly heading: Block; readonly body: Block[] }[] = [];
  for (const block of blocksOf(text)) {
    const { token, line } = block;
    if (token.type === 'heading' && token.depth <= 2) {
      if (!token.raw.trimStart().startsWith('#')) {
        const message = `"${firstLine(token.raw)}" is underlined, which makes it a heading. Write ## before a question, or leave a line empty before the ruler.`;
        throw new KnowledgeError(path, line, message);
      }
      if (token.depth === 2) {
        sections.push({ heading: block, body: [] });
        continue;
      }
      if (sections.length > 0 || name !== undefined) {
        const message = `A # heading is the name of the whole base and comes first. Use ## for a question and ### inside an answer.`;
        throw new KnowledgeError(path, line, message);
      }
      name = plainText(token) || undefined;
      continue;
    }
    sections.at(-1)?.body.push(block);
  }
  return { name, entries: sections.map(({ heading, body }) => entryOf(path, heading, body)) };
}

function entryOf(path: string, heading: Block, body: readonly Block[]): EntryDraft {
  const written = plainText(heading.token);
  const id = idInBraces.exec(written)?.[1];
  const question: Located = { text: written.replace(idInBraces, ''), line: heading.line };

  const content = body.filter(({ token }) => token.type !== 'space');
  const [first, second] = content;
  const introduced = first !== undefined && isIntroduction(first);
  const late = content.slice(introduced ? 1 : 0).find(isIntroduction);
  if (late !== undefined) {
    const message = 'A list after "Also asked:" stands directly below its question, once. Move it there.';
    throw new KnowledgeError(path, late.line, message);
  }
  if (introduced && (second?.token.type !== 'list' || plainText(first.token).replace(introduction, '') !== '')) {
    const message = '"Also asked:" stands alone on its line, and a list of questions ("- …") follows. Write it so.';
    throw new KnowledgeError(path, first.line, message);
  }
  const others = introduced && second !== undefined ? phrasingsOf(path, second) : [];
  const answerFrom = introduced && second !== undefined ? body.indexOf(second) + 1 : 0;
  const answer = body.slice(answerFrom).filter((block) => !isComment(block));
  return {
    line: heading.line,
    id,
    questions: [question, ...others],
    answer: answer.map(({ token }) => token.raw).join(''),
  };
}

function phrasingsOf(path: string, list: Block): readonly Located[] {
  const items: readonly Token[] = list.token.type === 'list' ? list.token['items'] : [];
  let { line } = list;
  return items.map((item) => {
    const at = line;
    line += newlines(item.raw);
    const parts: readonly Token[] = 'tokens' in item ? (item.tokens ?? []) : [];
    if (parts.length > 1) {
      const message = 'An item of the list after "Also asked:" is one question, without paragraphs or lists in it.';
      throw new KnowledgeError(path, at, message);
    }
    return { text: parts.map(plainText).join(''), line: at };
  });
}

function blocksOf(text: string): readonly Block[] {
  let line = 1;
  return lexer(text).map((token) => {
    const block = { token, line: line + newlines(/^\n*/.exec(token.raw)?.[0] ?? '') };
    line += newlines(token.raw);
    return block;
  });
}

function isIntroduction({ token }: Block): boolean {
  return token.type === 'paragraph' && introduction.test(plainText(token));
}

function isComment({ token }: Block): boolean {
  return token.type === 'html' && /^<!--[^]*-->\s*$/.test(token.raw);
}

function plainText(token: Token): string {
  if ('tokens' in token && token.tokens !== undefined) return token.tokens.map(plainText).join('').trim();
  return 'text' in token ? token.text : token.raw;
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
