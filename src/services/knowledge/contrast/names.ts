import { rootOf } from './axisSides.ts';
import { kinds } from './kinds.ts';
import { sameWordsOf } from './sameWords.ts';
import { stopWords } from '../text/stopWords.ts';
import { isWord, tokensOf } from '../text/tokens.ts';

/** A name, and of what kind; words that are only known to be names by their capital are of the kind `name`. */
export interface Name {
  readonly name: string;
  readonly kind: string;
}

let known: ReadonlyMap<string, string> | undefined;

/** The names in a text. `ordinary` are words that are no names here, such as those of the product that all is about. */
export function namesIn(text: string, ordinary: ReadonlySet<string>): readonly Name[] {
  known ??= new Map(Object.entries(kinds).flatMap(([kind, names]) => names.map((name) => [name, kind] as const)));
  const found: Name[] = [];
  const add = (name: string, kind: string) => {
    if (!found.some((other) => other.name === name)) found.push({ name, kind });
  };
  const tokens = sameWordsOf(text);
  for (const [index, token] of tokens.entries()) {
    if (token === 'go' && !isLanguage(tokens, index, text)) continue;
    const kind = known.get(token) ?? known.get(token.replace(/s$/, ''));
    if (kind !== undefined) add(token, kind);
    else if (/^\p{L}+\d[\p{L}\d]*$/u.test(token)) add(token, `${token.replaceAll(/\d+/g, '')} and a number`);
    else if (/^[\p{L}\d]+[+#]+$/u.test(token)) add(token, 'programming language');
  }
  for (const token of capitalised(text)) {
    if (!known.has(token) && !ordinary.has(token) && !stopWords.has(token)) add(token, 'name');
  }
  return found;
}

/** "Go" is a language where it has a capital within a sentence, or stands behind what languages stand behind. */
function isLanguage(tokens: readonly string[], index: number, text: string): boolean {
  if (tokens[index + 1] === 'to') return false;
  return (
    /golang|(?<!\p{L})Go(?! (?:back|on|up|down|in|into|through|over|home|away)\b)(?!\p{L})/u.test(text) ||
    ['in', 'using', 'with'].includes(tokens[index - 1] ?? '')
  );
}

/** Words with a capital that does not begin a sentence, in a text that is not written in capitals; acronyms are none. */
function capitalised(text: string): readonly string[] {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  const capitals = words.filter((word) => /^\p{Lu}/u.test(word)).length;
  if (words.length > 3 && capitals > words.length / 2) return [];
  return [
    ...text.matchAll(/(?<![.?!:"“(]\s*)(?<=[\p{L}\p{N},'’]\s+["“'‘(]?)\p{Lu}[\p{L}\p{N}]*\p{Ll}[\p{L}\p{N}]*/gu),
  ].flatMap(([word]) => tokensOf(word));
}

/**
 * A name in `query` that nothing in the base has, and that says whose the thing is which the phrasing is about: "my
 * Netflix subscription", "data from Salesforce".
 */
export function strangeOwner(
  query: string,
  phrasing: ReadonlySet<string>,
  isKnown: (word: string) => boolean,
): string | undefined {
  const strange = new Set(
    namesIn(query, new Set()).flatMap(({ name, kind }) =>
      (kind === 'name' || kind === 'service') && !isKnown(name) ? [name] : [],
    ),
  );
  if (strange.size === 0) return undefined;
  const tokens = tokensOf(query);
  const isAsked = (token: string | undefined) =>
    token !== undefined && isWord(token) && !stopWords.has(token) && phrasing.has(rootOf(token));
  return tokens.find((token, index) => {
    if (!strange.has(token)) return false;
    const before = tokens[index - 1] ?? '';
    const owns = ['my', 'our', 'the', 'your', 'a', 'an'].includes(before) && isAsked(tokens[index + 1]);
    const preceding = ['my', 'our', 'the'].includes(before) ? 2 : 1;
    const isOf =
      ['from', 'of', 'for'].includes(tokens[index - preceding] ?? '') && isAsked(tokens[index - preceding - 1]);
    return owns || isOf;
  });
}
