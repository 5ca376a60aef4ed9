import type { MarkdownLine } from './markdownLines.ts';

/** What `[label]: …` defines, as it is written, by its label. */
export type Definitions = ReadonlyMap<string, string>;

const link =
  /^ {0,3}\[((?:[^[\]\\^]|\\.)(?:[^[\]\\]|\\.)*)\]:[ \t]*(?:<[^<>]*>|[^\s<]\S*)(?:[ \t]+(?:"[^"]*"|'[^']*'|\([^()]*\)))?[ \t]*$/;
const footnote = /^ {0,3}\[(\^[^[\]\s]+)\]:/;

/**
 * Takes the definitions of links and footnotes out of lines, and adds them to `definitions`; the first of a label counts.
 * Empty lines stand where they were, so that the others keep their numbers.
 */
export function withoutDefinitions(
  lines: readonly MarkdownLine[],
  definitions: Map<string, string>,
): readonly string[] {
  const rest: string[] = [];
  let afterText = false;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    if (line === undefined) break;
    const label = line.isLiteral || afterText ? undefined : labelOf(line.text);
    if (label === undefined) {
      rest.push(line.text);
      afterText = line.text.trim() !== '' && !line.text.startsWith('#');
      continue;
    }
    const until = label.startsWith('^') ? endOfFootnote(lines, at) : at + 1;
    const written = lines.slice(at, until).map(({ text }) => text);
    if (!definitions.has(keyOf(label))) definitions.set(keyOf(label), written.join('\n').trimEnd());
    rest.push(...written.map(() => ''));
    at = until - 1;
  }
  return rest;
}

/** An answer, and behind it what defines the links and footnotes that it uses, and those that they use. */
export function withDefinitions(answer: string, definitions: Definitions): string {
  const added = new Map<string, string>();
  const texts = [answer];
  for (const text of texts) {
    for (const [, label = ''] of text.matchAll(/\[((?:[^[\]\\]|\\.)+)\]/g)) {
      const key = keyOf(label);
      const written = definitions.get(key);
      if (written === undefined || added.has(key)) continue;
      added.set(key, written);
      texts.push(written);
    }
  }
  return added.size === 0 ? answer : `${answer.trimEnd()}\n\n${[...added.values()].join('\n')}`;
}

/** Labels that differ in case or blanks are one. */
export function keyOf(label: string): string {
  return label.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

function labelOf(text: string): string | undefined {
  return footnote.exec(text)?.[1] ?? link.exec(text)?.[1];
}

/** A footnote goes on with the lines below it, and behind empty ones with those that are indented. */
function endOfFootnote(lines: readonly MarkdownLine[], start: number): number {
  let end = start + 1;
  for (let at = end; at < lines.length; at += 1) {
    const text = lines[at]?.text ?? '';
    if (text.trim() === '') continue;
    const isIndented = /^(?: {2}|\t)/.test(text);
    if (!isIndented && (at > end || labelOf(text) !== undefined)) break;
    end = at + 1;
  }
  return end;
}
