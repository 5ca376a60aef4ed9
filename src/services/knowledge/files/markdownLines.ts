import { KnowledgeError } from '../knowledgeErrors.ts';
import { checkLimit } from './limits.ts';
import { linesOf } from './textLines.ts';

export interface MarkdownLine {
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
  /** Within fenced code, or within HTML that lets nothing else begin. */
  readonly isLiteral: boolean;
}

const fence = /^ {0,3}(`{3,}|~{3,})/;
/** What begins HTML in which Markdown means nothing, and what ends it. */
const literals: readonly (readonly [begin: RegExp, end: string])[] = [
  [/^ {0,3}<!--/, '-->'],
  [/^ {0,3}<script[\s>]/i, '</script>'],
  [/^ {0,3}<style[\s>]/i, '</style>'],
  [/^ {0,3}<pre[\s>]/i, '</pre>'],
];

/**
 * The lines of a Markdown file behind its front matter, if it has any: what stands between two lines `---` (or `+++`) at
 * its very beginning, where that reads as keys with values. `##Question` and `<h2>Question</h2>` become `## Question`, which is what was meant.
 *
 * @throws KnowledgeError for a line that is too long, or nests too deeply, or begins an `<h2>` that it does not end,
 * and for code or a comment that is not closed before the next question.
 */
export function* markdownLines(path: string, text: string): Generator<MarkdownLine, void, undefined> {
  const matter = frontMatterOf(text);
  /** What ends the text that is literal now, and where that began. */
  let end: string | undefined;
  let opening = 0;
  /** Where a question seems to stand in it. */
  let swallowed: number | undefined;
  for (const { text: line, number } of linesOf(path, text)) {
    if (number <= matter) continue;
    if (end !== undefined) {
      const reopened = fence.exec(line)?.[1]?.startsWith(end) === true && !ends(line, end);
      if (swallowed !== undefined && reopened) throw neverClosed(path, opening, end, swallowed);
      yield { text: line, number, isLiteral: true };
      if (ends(line, end)) end = undefined;
      else if (/^ {0,3}##(?!#)\s*\S/.test(line)) swallowed ??= number;
      continue;
    }
    const opened = fence.exec(line)?.[1] ?? literals.find(([begin]) => begin.test(line))?.[1];
    if (opened !== undefined) {
      if (isFence(opened) || !line.toLowerCase().includes(opened)) end = opened;
      opening = number;
      swallowed = undefined;
      yield { text: line, number, isLiteral: true };
      continue;
    }
    checkLimit(path, number, 'nesting', nestingOf(line));
    yield { text: withHeading(path, line, number), number, isLiteral: false };
  }
  if (end !== undefined && swallowed !== undefined) throw neverClosed(path, opening, end, swallowed);
}

function neverClosed(path: string, line: number, end: string, heading: number): KnowledgeError {
  const what = isFence(end) ? 'code' : 'comment or HTML';
  const message = `The ${what} that begins here is not closed before the question in line ${heading}. Close it with ${end} on a line of its own.`;
  return new KnowledgeError(path, line, message);
}

/** How many lines at the beginning are front matter. What stands between two rulers is none. */
function frontMatterOf(text: string): number {
  const mark = /^(---|\+\+\+)[ \t]*\n/.exec(text)?.[1];
  if (mark === undefined) return 0;
  const lines = text.split('\n');
  const last = lines.findIndex((line, index) => index > 0 && [mark, '...'].includes(line.trimEnd()));
  const between = lines.slice(1, last);
  const { key, other } = mark === '---' ? yaml : toml;
  const isMatter = (line: string, index: number) =>
    // A heading has a blank line below it, a comment has none.
    line.trim() === '' ||
    (other.test(line) && !(line.startsWith('#') && between[index + 1]?.trim() === '')) ||
    key.test(line);
  if (last === -1 || lines[1]?.trim() === '' || !between.some((line) => key.test(line))) return 0;
  return between.every(isMatter) ? last + 1 : 0;
}

/** Lines with a key, and what else stands between them: nested values, items of lists, comments, tables. */
const yaml = {
  key: /^["']?[\p{L}\p{N}_.-][\p{L}\p{N}_. -]*["']?:(?:\s|$)/u,
  other: /^(?:\s|-\s|#(?!#)|[\]}])/,
} as const;
const toml = { key: /^["']?[\p{L}\p{N}_.-]+["']?\s*=/u, other: /^(?:\s|#(?!#)|\[|[\]}])/ } as const;

function isFence(opened: string): boolean {
  return opened.startsWith('`') || opened.startsWith('~');
}

function ends(line: string, end: string): boolean {
  if (!isFence(end)) return line.toLowerCase().includes(end);
  const closing = fence.exec(line)?.[1];
  return closing !== undefined && closing.startsWith(end) && line.trim() === closing;
}

/** How many quotes and lists begin on a line within each other, or are indented around it. */
function nestingOf(line: string): number {
  // A ruler: "- - -".
  if (/^[\s*_-]*$/.test(line)) return 0;
  const [lead = ''] = /^(?:[\s>]|[*+-](?=\s)|\d{1,9}[.)](?=\s))*/.exec(line) ?? [];
  const markers = lead.match(/[>*+-]|\d+/g)?.length ?? 0;
  const indented = /^[ \t]*/.exec(line)?.[0].replaceAll('\t', '    ').length ?? 0;
  return markers + Math.floor(indented / 8);
}

function withHeading(path: string, line: string, number: number): string {
  if (/^##(?!#)/.test(line)) return `## ${line.slice(2).trim()}`;
  const opened = /^ {0,3}<h([12])(\s[^<>]*)?>/i.exec(line);
  if (opened === null) return line;
  const [tag, level, attributes = ''] = opened;
  const rest = line.slice(tag.length);
  const closed = rest.toLowerCase().lastIndexOf(`</h${level}>`);
  if (level === '1' && closed === -1) return line;
  if (closed === -1 || rest.slice(closed + 5).trim() !== '') {
    const message = 'An <h2> is a question, and begins and ends on one line. Write ## before the question instead.';
    throw new KnowledgeError(path, number, message);
  }
  const id = /\sid\s*=\s*["']?([^\s"'<>]+)/i.exec(attributes)?.[1];
  return `${level === '1' ? '#' : '##'} ${rest.slice(0, closed).trim()}${id === undefined ? '' : ` {#${id}}`}`;
}
