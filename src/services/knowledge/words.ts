const stopWords = new Set(
  `a about again all already also am an and any anymore are as ask at away be because been before being but by can cannot cant come
  could couldnt did didnt do does doesnt doing dont down else ever every for from get gets getting give go goes going gone
  got had has have havent having he hello help her here hey hi him his how i id if ill im in into is isnt it its itself ive just kind
  know let lets like made make makes making me mine more most much must my myself need needed needs no not nothing now of off
  ok on once one only or other our ours out over own please put really right same see she should shouldnt so some
  somebody someone something still such sure take tell than thank thanks that thats the their them then there these they thing
  things this those through to too try trying under up upon us use using very via want wanted wants was way we well were weve what
  whats when where wheres which while who whom whose why will with within without wont would you your yours youre`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/**
 * The informative words of an English text, in order, repeats kept: lower case, without accents, apostrophes and stop
 * words, reduced to a stem.
 */
export function wordsOf(text: string): readonly string[] {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/[\p{M}'’]/gu, '')
    .toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !stopWords.has(word)).map(stem);
}

/** A light stemmer: plural, -ing, -ed and a last -e go, so that "invoices", "invoiced" and "invoicing" are one word. */
export function stem(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word;
  return withoutLastE(withoutEnding(withoutPlural(word)));
}

function withoutPlural(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (word.endsWith('sses') || /(x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') && !/[suia]s$/.test(word) ? word.slice(0, -1) : word;
}

function withoutEnding(word: string): string {
  const rest = /^(.*[aeiouy].*)(?:ing|ed)$/.exec(word)?.[1];
  if (rest === undefined || rest.length < 3) return word;
  return /([^aeiouyls])\1$/.test(rest) ? rest.slice(0, -1) : rest;
}

function withoutLastE(word: string): string {
  if (word.endsWith('y') && word.length > 3 && !/[aeiou]y$/.test(word)) return `${word.slice(0, -1)}i`;
  return word.endsWith('e') && word.length > 3 ? word.slice(0, -1) : word;
}
