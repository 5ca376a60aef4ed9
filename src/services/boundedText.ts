import { cutText } from '../machines/cutText.ts';

/** UTF-16 units of a text that an agent gives, where the pattern says nothing else. */
export const defaultTextLength = 262_144;

/** Returns a text of at most `limit` UTF-16 units; where it had to be cut, that is added to `coercions`. */
export function boundedText(key: string, text: string, limit: number, coercions: string[]): string {
  if (text.length <= limit) return text;
  coercions.push(`${key}: cut to ${grouped(limit)} of ${grouped(text.length)} characters`);
  return cutText(text, limit);
}

/** A count with its thousands set apart: `262,144`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
