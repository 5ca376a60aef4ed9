import { type Token, Lexer } from 'marked';

import { KnowledgeError } from '../knowledgeErrors.ts';
import { takingTurns } from '../takingTurns.ts';
import type { EntryDraft, KnowledgeDraft, Located } from './assembleKnowledge.ts';
import { checkLimit } from './limits.ts';
import { type Definitions, withDefinitions, withoutDefinitions } from './markdownDefinitions.ts';
import { type MarkdownLine, markdownLines } from './markdownLines.ts';
import { plainText } from './markdownText.ts';

interface Block {
  readonly token: Token;
  readonly line: number;
}

/** A heading and what follows it up to the next one. */
interface Section {
  readonly heading: Block;
  readonly body: Block[];
}

/** A piece of the file that can be read alone. */
interface Piece {
  readonly line: number;
  readonly text: string;
}

const introduction = /^also asked\s*(?::|$)/i;
const braces = /\{([^{}]*)\}$/;

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
 * Every `##` heading is a question, and so is an `<h2>` on one line; the id in braces is optional. Other phrasings, if
 * any, follow directly as a list introduced by a line or a smaller heading `Also asked:`. All the rest up to the next `##` is the answer,
 * kept as Markdown (use `###` for headings in it), and behind it what defines the links and footnotes it uses, wherever
 * in the file they are defined. Front matter, text before the first question and HTML comments between paragraphs are
 * not read; of a question, only its text is. Others have their turn in between.
 *
 * @throws KnowledgeError with the line where the text has another shape, or is beyond a limit.
 */
export async function parseMarkdown(text: string, path: string): Promise<KnowledgeDraft> {
  const { pieces, definitions } = await piecesOf(path, text);
  const othersTurn = takingTurns();
  const entries: EntryDraft[] = [];
  let name: string | undefined;
  for (const piece of pieces) {
    await othersTurn();
    const read = sectionsOf(path, piece, definitions);
    if (read.name !== undefined && (entries.length > 0 || name !== undefined)) {
      const message = `A # heading is the name of the whole base and comes first. Use ## for a question and ### inside an answer.`;
      throw new KnowledgeError(path, read.name.line, message);
    }
    name ??= read.name?.text;
    for (const section of read.sections) entries.push(entryOf(path, section, definitions));
    checkLimit(path, piece.line, 'entries', entries.length);
  }
  return { name: name === '' ? undefined : name, entries };
}

/** A file, cut where an entry begins for sure, and its definitions. */
async function piecesOf(
  path: string,
  text: string,
): Promise<{ readonly pieces: readonly Piece[]; readonly definitions: Definitions }> {
  const groups: MarkdownLine[][] = [[]];
  const othersTurn = takingTurns();
  for (const line of markdownLines(path, text)) {
    if (!line.isLiteral && /^##? /.test(line.text)) groups.push([]);
    groups.at(-1)?.push(line);
    if (line.number % 1000 === 0) await othersTurn();
  }
  const definitions = new Map<string, string>();
  const pieces: Piece[] = [];
  for (const lines of groups) {
    const line = lines[0]?.number ?? 1;
    const piece = { line, text: withoutDefinitions(lines, definitions).join('\n') };
    checkLimit(path, line, 'entryCharacters', piece.text.length);
    pieces.push(piece);
    await othersTurn();
  }
  return { pieces, definitions };
}

function sectionsOf(
  path: string,
  piece: Piece,
  definitions: Definitions,
): { readonly name?: Located; readonly sections: readonly Section[] } {
  let name: Located | undefined;
  const sections: Section[] = [];
  for (const block of blocksOf(piece)) {
    const { token, line } = block;
    if (token.type !== 'heading' || token.depth > 2) {
      sections.at(-1)?.body.push(block);
      continue;
    }
    if (!token.raw.trimStart().startsWith('#')) {
      const message = `"${firstLine(token.raw)}" is underlined, which makes it a heading. Write ## before a question, or leave a line empty before the ruler.`;
      throw new KnowledgeError(path, line, message);
    }
    if (token.depth === 2) sections.push({ heading: block, body: [] });
    else name = { text: plainText(token, definitions), line };
  }
  return { ...(name !== undefined && { name }), sections };
}

function entryOf(path: string, { heading, body }: Section, definitions: Definitions): EntryDraft {
  const written = plainText(heading.token, definitions);
  const id = idIn(braces.exec(written)?.[1] ?? '');
  const text = id === undefined ? written : written.replace(braces, '');
  const question: Located = { text: text.trim(), line: heading.line };

  const isIntroduction = ({ token }: Block) =>
    (token.type === 'paragraph' || token.type === 'heading') &&
    introduction.test(token.raw.replaceAll(/[*_#]/g, '').trim());
  const content = body.filter(({ token }) => token.type !== 'space');
  const [first, second] = content;
  const introduced = first !== undefined && isIntroduction(first);
  const late = content.slice(introduced ? 1 : 0).find(isIntroduction);
  if (late !== undefined) {
    const message = 'A list after "Also asked:" stands directly below its question, once. Move it there.';
    throw new KnowledgeError(path, late.line, message);
  }
  if (
    introduced &&
    (second?.token.type !== 'list' || plainText(first.token, definitions).replace(introduction, '') !== '')
  ) {
    const message = '"Also asked:" stands alone on its line, and a list of questions ("- …") follows. Write it so.';
    throw new KnowledgeError(path, first.line, message);
  }
  const others = introduced && second !== undefined ? phrasingsOf(path, second, definitions) : [];
  const answerFrom = introduced && second !== undefined ? body.indexOf(second) + 1 : 0;
  const answer = body.slice(answerFrom).filter((block) => !isComment(block));
  return {
    line: heading.line,
    id,
    questions: [question, ...others],
    answer: withDefinitions(answer.map(({ token }) => token.raw).join(''), definitions),
  };
}

/** The id in `{#id}`; classes and attributes beside it are not read. */
function idIn(attributes: string): string | undefined {
  const words = attributes.split(/\s+/).filter((word) => word !== '' && !/^\.|^[^#].*=/.test(word));
  const text = words.join(' ');
  return text.startsWith('#') ? text.slice(1).trim() : undefined;
}

function phrasingsOf(path: string, list: Block, definitions: Definitions): readonly Located[] {
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
    return { text: parts.map((part) => plainText(part, definitions)).join(''), line: at };
  });
}

/** The blocks of a piece. What is within a paragraph is not parsed: it can be anything, and an answer is kept as it is. */
function blocksOf(piece: Piece): readonly Block[] {
  let { line } = piece;
  return new Lexer().blockTokens(piece.text, []).map((token) => {
    const block = { token, line: line + newlines(/^\n*/.exec(token.raw)?.[0] ?? '') };
    line += newlines(token.raw);
    return block;
  });
}

function isComment({ token }: Block): boolean {
  return token.type === 'html' && token.raw.startsWith('<!--') && token.raw.trimEnd().endsWith('-->');
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
