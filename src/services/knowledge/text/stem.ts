/** Words of other lengths are not inflected words of English. */
const longestStemmed = 40;

/** A light stemmer: plural, -ing, -ed and a last -e go, so that "invoices", "invoiced" and "invoicing" are one word. */
export function stem(word: string): string {
  if (word.length < 4 || word.length > longestStemmed || !/^[a-z]+$/.test(word)) return word;
  return withoutLastE(withoutEnding(withoutPlural(word)));
}

function withoutPlural(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (word.endsWith('sses') || /(x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') && !/[suia]s$/.test(word) ? word.slice(0, -1) : word;
}

function withoutEnding(word: string): string {
  const ending = ['ing', 'ed'].find((end) => word.endsWith(end));
  if (ending === undefined) return word;
  const rest = word.slice(0, -ending.length);
  if (rest.length < 3 || !/[aeiouy]/.test(rest)) return word;
  return /([^aeiouyls])\1$/.test(rest) ? rest.slice(0, -1) : rest;
}

function withoutLastE(word: string): string {
  if (word.endsWith('y') && word.length > 3 && !/[aeiou]y$/.test(word)) return `${word.slice(0, -1)}i`;
  return word.endsWith('e') && word.length > 3 ? word.slice(0, -1) : word;
}
