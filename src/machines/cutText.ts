let segmenter: Intl.Segmenter | undefined;

/** UTF-16 units before a limit that are looked at for a grapheme's beginning: more than any emoji of a keyboard has. */
const farthest = 64;

/**
 * Returns a text of at most `limit` UTF-16 units, 1 or more: the text itself, or its beginning with `…` at its end. It is
 * cut between two graphemes (Unicode UAX 29), so that no character falls apart.
 */
export function cutText(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, cutBefore(text, limit - 1))}…`;
}

/** Returns the last place at or before `end` where a grapheme begins. */
function cutBefore(text: string, end: number): number {
  if (end <= 0 || end >= text.length) return Math.max(0, Math.min(end, text.length));
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const from = wholeCharacter(text, Math.max(0, end - farthest));
  const around = text.slice(from, end + farthest);
  const index = segmenter.segment(around).containing(end - from)?.index ?? end - from;
  return index > 0 || from === 0 ? from + index : wholeCharacter(text, end);
}

/** A place that is not in the middle of a surrogate pair. */
function wholeCharacter(text: string, place: number): number {
  const code = text.charCodeAt(place);
  return code >= 0xdc_00 && code <= 0xdf_ff && place > 0 ? place - 1 : place;
}
