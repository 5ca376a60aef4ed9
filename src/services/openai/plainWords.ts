import { cutText } from '../../machines/cutText.ts';
import type { Scrub } from './fault.ts';

/** Characters of a server's words that are looked at. */
export const longestRead = 65_536;
const longestShown = 500;

/**
 * A server's words as they may stand in an error: of a page its title, scrubbed, on one line, at most 500 characters.
 * Cut first, as an error's body may be megabytes long, and at the beginning of a word, as half a key is not known as one.
 */
export function plainWords(text: string, scrub: Scrub): string {
  const read = text.length <= longestRead ? text : upToLastBlank(text.slice(0, longestRead));
  const title = titleOf(read);
  const words = scrub(title === undefined ? read : withoutEntities(title))
    .replaceAll(/\s+/g, ' ')
    .trim();
  return cutText(words, longestShown);
}

/** The title of an HTML page, or the first words that a reader of it sees; `undefined` where it is no page. */
function titleOf(text: string): string | undefined {
  if (!/^\s*<(?:!doctype|html|head|body|\?xml)/i.test(text)) return undefined;
  const [, title = ''] = /<(?:title|h1)[^>]{0,200}>([^<]{1,500})</i.exec(text) ?? [];
  if (title.trim() !== '') return title;
  return (
    text
      .replaceAll(/<[^<>]{0,1000}>/g, '\n')
      .split('\n')
      .map((line) => line.trim())
      .find((line) => line !== '') ?? ''
  );
}

function upToLastBlank(text: string): string {
  const end = Math.max(text.lastIndexOf(' '), text.lastIndexOf('\n'));
  return end > 0 ? text.slice(0, end) : text;
}

/** A page's numeric entities as the characters that they are: a key may be written so. */
function withoutEntities(text: string): string {
  return text.replaceAll(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));/gi, (entity, hex: string | undefined, decimal: string) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : entity;
  });
}
