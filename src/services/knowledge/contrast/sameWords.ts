import { tokensOf } from '../text/tokens.ts';
import { otherNames } from './kinds.ts';

/** Words that mean what several words, or one with a hyphen, say otherwise. */
const spellings: readonly (readonly [written: RegExp, same: string])[] = [
  [/\bread[- ]?only\b(?= \p{L}|$)/giu, 'readonly'],
  [/\bread(?:-|\/| and )write\b/giu, 'readwrite'],
  [/\bnon-(?=\p{L})/giu, 'non'],
  [/(?:(?<!\p{L})(?:per|every|each) |\/ ?)(second|minute|hour|day|week|month|quarter|year)(?!\p{L})/giu, ' $1-rate'],
];

const rates: ReadonlyMap<string, string> = new Map([
  ['second', 'secondly'],
  ['minute', 'minutely'],
  ['hour', 'hourly'],
  ['day', 'daily'],
  ['week', 'weekly'],
  ['month', 'monthly'],
  ['quarter', 'quarterly'],
  ['year', 'yearly'],
]);

/** The tokens of a text, with one word for the same ("per month" is "monthly", "annual" is "yearly"). */
export function sameWordsOf(text: string): readonly string[] {
  let same = text;
  for (const [written, word] of spellings) same = same.replaceAll(written, word);
  same = same.replaceAll(/(\p{L}+)-rate/gu, (rate, unit: string) => rates.get(unit.toLowerCase()) ?? rate);
  return tokensOf(same).map((token) => otherNames.get(token) ?? token);
}

/** A word as the text has it: with its capitals, its apostrophe or hyphen, or the words that became one. */
export function asWritten(token: string, text: string): string {
  const letters = Array.from(token, (letter) => letter.replace(/[.*+?^${}()|[\]\\]/, String.raw`\$&`));
  const unit = [...rates].find(([, rate]) => rate === token)?.[0];
  const forms = [
    letters.join(''),
    letters.join("[-/ '’]?"),
    ...(unit === undefined ? [] : [`(?:per|every|each|/) ?${unit}`]),
  ];
  for (const form of forms) {
    const found = new RegExp(`(?<![\\p{L}\\p{N}])${form}(?![\\p{L}\\p{N}])`, 'iu').exec(text)?.[0];
    if (found !== undefined) return found;
  }
  return token;
}
