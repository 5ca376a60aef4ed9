import { inspect } from 'node:util';

import type { Outcome } from './ask.ts';

/** Like no known kind of key, so that only who knows it can find it. */
export const key = 'kq7Zp+planted/4421=abcdefgh';
/** Enough of it to be of use to somebody. */
export const telling = /kq7Zp|planted|abcdefgh/;

export function shownOf(value: unknown): string {
  return `${inspect(value, { depth: 30, showHidden: true, maxStringLength: null })} ${JSON.stringify(value)} ${String(value)}`;
}

/** Where a secret shows itself: in the result, the error, the records, the events, or in what was streamed. */
export function leaksIn(
  { result, error, records, events: told, shown }: Outcome,
  secrets: RegExp = telling,
): readonly string[] {
  return Object.entries({ result, error, records, told, shown }).flatMap(([place, value]) =>
    secrets.test(shownOf(value)) ? [place] : [],
  );
}
