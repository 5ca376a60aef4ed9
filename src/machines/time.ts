let lastMilliseconds = Number.NaN;
let lastText = '';

/** Milliseconds since the epoch as ISO 8601, UTC. Remembers the last answer: one millisecond sees many transitions. */
export function isoTime(milliseconds: number): string {
  if (milliseconds !== lastMilliseconds) {
    lastText = new Date(milliseconds).toISOString();
    lastMilliseconds = milliseconds;
  }
  return lastText;
}
