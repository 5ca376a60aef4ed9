import { unspacedRun, unspacedWords } from './unspacedScripts.ts';

/**
 * A word, a number or a sign. A word keeps its digits, what of `+` and `#` follows it and a dot before it (`c++`, `c#`,
 * `.net`, `2fa`, `v1.2`); a number keeps its minus; the signs are those that tell two questions apart (`5 > 3`, `5 < 3`).
 */
const token = new RegExp(
  [
    unspacedRun,
    String.raw`(?:(?<![\p{L}\p{N}\p{M}.])\.(?=\p{L})|(?<![\p{L}\p{N}\p{M}-])-(?=\p{Nd}))?` +
      String.raw`(?:(?!${unspacedRun})[\p{L}\p{N}\p{M}])+(?:(?<=\p{Nd})[.,](?=\p{Nd})[\p{L}\p{N}\p{M}]+)*(?:(?<=\p{L})[+#]+(?![\p{L}\p{M}]))?`,
    String.raw`[<>]=?|[=≠≤≥%€$£¥]`,
  ].join('|'),
  'gu',
);

const isUnspaced = new RegExp(`^(?:${unspacedRun})$`, 'u');

/** The commas of 10,000. */
const thousands = /(?<=\d),(?=\d{3}(?!\d))/g;

/** Longer words, which nobody asks for, are told apart by their beginning. */
const longestToken = 64;

/**
 * The words, numbers and signs of a text, in order: lower case, without apostrophes, and without accents where those are
 * no letters of their own (Latin, Greek, Cyrillic). Text in a script without blanks is cut into words.
 */
export function tokensOf(text: string): readonly string[] {
  return cut(withoutAccents(text));
}

/** Equal for two questions that differ in case, spaces or punctuation only. */
export function questionKey(question: string): string {
  return cut(question.normalize('NFC').toLowerCase()).join(' ') || question.trim();
}

/** True for a token that is a word or a number, not a sign. */
export function isWord(found: string): boolean {
  return /[\p{L}\p{N}]/u.test(found);
}

function cut(text: string): readonly string[] {
  return (text.match(token) ?? []).flatMap((found) =>
    isUnspaced.test(found) ? unspacedWords(found) : [found.replaceAll(thousands, '').slice(0, longestToken)],
  );
}

function withoutAccents(text: string): string {
  return (
    text
      .replaceAll(/[’'‘ʼ`´]|\u00AD|[\u200C\u200D]|[™®©]/g, '')
      // The compatibility form of Thai and Lao takes vowels apart that the dictionary knows as one.
      .replaceAll(/[^\p{Script=Thai}\p{Script=Lao}]+/gu, (part) => part.normalize('NFKC').normalize('NFD'))
      .replaceAll(/([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu, '$1')
      .normalize('NFC')
      .toLowerCase()
      .replaceAll(/(?<![\p{L}\p{N}])e-(?=mails?(?!\p{L}))/gu, 'e')
  );
}
