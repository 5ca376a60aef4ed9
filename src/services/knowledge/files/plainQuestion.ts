import { decodeHTMLStrict } from 'entities';

const tags =
  'a|abbr|b|big|br|center|cite|code|dd|del|div|dl|dt|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|q|s|samp|small|span|strike|strong|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul|var|wbr';
const tag = new RegExp(`</?(?:${tags})(?:\\s[^<>]*)?/?>|<!--[^<>]*-->`, 'gi');

/** A question as people read it: without HTML tags, its entities decoded, on one line. */
export function plainQuestion(text: string): string {
  return withEntities(withoutTags(text)).replaceAll(/\s+/g, ' ').trim();
}

/** Without the tags of HTML; what only looks like one (`List<String>`) stays. */
export function withoutTags(text: string): string {
  return text.replaceAll(tag, (found) => (/^<\/?(?:br|p|div|li|tr|td)\b/i.test(found) ? ' ' : ''));
}

/** `&amp;` is `&`; a lone `&` and what is no entity stay. */
export function withEntities(text: string): string {
  return decodeHTMLStrict(text);
}
