let lastMilliseconds = 0;
let lastText = '1970-01-01T00:00:00.000Z';

/** Milliseconds since the epoch as ISO 8601, UTC. Remembers the last answer: one millisecond sees many transitions. */
export function isoTime(milliseconds: number): string {
  if (milliseconds !== lastMilliseconds) {
    lastText = new Date(milliseconds).toISOString();
    lastMilliseconds = milliseconds;
  }
  return lastText;
}

const isoPattern =
  /^((?:\d{4}|[+-]\d{6})-\d{2}-(\d{2}))(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Milliseconds since the epoch of a date or a time in ISO 8601; `undefined` for anything else, and for the 30 February. */
export function instantOf(text: string): number | undefined {
  if (text === lastText) return lastMilliseconds;
  const [, date, day] = isoPattern.exec(text) ?? [];
  if (date === undefined) return undefined;
  // `Date` would take the 30 February for the 2 March.
  const midnight = new Date(`${date}T00:00:00Z`);
  const time = Date.parse(text);
  return Number.isNaN(time) || midnight.getUTCDate() !== Number(day) ? undefined : time;
}
