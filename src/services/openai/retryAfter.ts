import { isObject } from '../../machines/checks.ts';

/** What reads a header: `Headers`, or whatever has its `get`. */
export interface HeaderReader {
  get(name: string): string | null | undefined;
}

/**
 * How many milliseconds a server asks to be left alone for, wherever it says so: `retry-after-ms` (OpenAI, Azure),
 * `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), `retryDelay` or `retry_after` in the body, "try again in
 * 1.5s" in its words, the reset of a limit of which nothing remains (`x-ratelimit-reset-*`, `ratelimit-reset`,
 * `anthropic-ratelimit-*-reset`). The first place that says more than nothing counts.
 *
 * @param now Milliseconds since the epoch; a date is compared with the server's own `Date`, where there is one.
 */
export function retryAfterOf(
  headers: HeaderReader | undefined,
  error: unknown,
  words: string,
  now: number,
): number | undefined {
  const serverNow = Date.parse(headers?.get('date') ?? '');
  const from = Number.isNaN(serverNow) ? now : serverNow;
  const said = [
    scaled(numbersIn(headers?.get('retry-after-ms')), 1),
    inRetryAfter(headers?.get('retry-after'), from),
    inBody(error),
    inWords(words),
    ...resetsIn((name) => headers?.get(name) ?? undefined, from),
    ...resetsIn((name) => headerInBody(error, name), from),
  ].filter((wait) => wait !== undefined);
  return said.find((wait) => wait > 0) ?? said[0];
}

function inRetryAfter(text: string | null | undefined, now: number): number | undefined {
  if (text === null || text === undefined) return undefined;
  const seconds = scaled(numbersIn(text), 1_000);
  if (seconds !== undefined) return seconds;
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? durationIn(text) : Math.max(0, date - now);
}

function inBody(error: unknown): number | undefined {
  if (!isObject(error)) return undefined;
  const { details, retry_after: snake, retryAfter = snake, estimated_time: estimated = retryAfter } = error;
  if (typeof estimated === 'number' && estimated >= 0) return Math.ceil(estimated * 1_000);
  for (const detail of Array.isArray(details) ? details : []) {
    const delay = isObject(detail) ? detail['retryDelay'] : undefined;
    if (typeof delay === 'string') return durationIn(delay);
    if (isObject(delay)) return scaled(numbersIn(String(delay['seconds'])), 1_000);
  }
  return undefined;
}

function inWords(words: string): number | undefined {
  const [, text = ''] =
    /(?:try again|retry|wait|"retryDelay")(?: after| in| for| about|[:" ])* ?((?:\d+(?:\.\d+)? ?(?:ms|milliseconds?|s(?:econds?|ecs?)?|m(?:in(?:ute)?s?)?|h(?:ours?)?)\b ?)+|(?:\d+[hms])+(?:\d+(?:\.\d+)?s)?)/i.exec(
      words,
    ) ?? [];
  return durationIn(text.trim());
}

/** When a limit of which nothing remains is there again: a duration, seconds, a time. */
function resetsIn(header: (name: string) => string | undefined, now: number): readonly (number | undefined)[] {
  const ofKind = ['requests', 'tokens'].flatMap((what) => {
    if (Number(header(`x-ratelimit-remaining-${what}`) ?? Number.NaN) !== 0) return [];
    return resetIn(header(`x-ratelimit-reset-${what}`), now) ?? [];
  });
  const others = ['x-ratelimit-reset', 'ratelimit-reset', 'anthropic-ratelimit-requests-reset'];
  return [ofKind.length === 0 ? undefined : Math.max(...ofKind), ...others.map((name) => resetIn(header(name), now))];
}

/** A number is seconds from now, unless it is so large that it can only be a time. */
function resetIn(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const value = numbersIn(text);
  if (value === undefined)
    return /\d{4}-\d\d-\d\dT/.test(text) ? Math.max(0, Date.parse(text) - now) : durationIn(text);
  if (value > 1e11) return Math.max(0, value - now);
  return value > 1e8 ? Math.max(0, value * 1_000 - now) : Math.ceil(value * 1_000);
}

/** A header of the server behind a gateway, which passes it on in the body. */
function headerInBody(error: unknown, name: string): string | undefined {
  const metadata = isObject(error) ? error['metadata'] : undefined;
  const headers = isObject(metadata) ? metadata['headers'] : undefined;
  if (!isObject(headers)) return undefined;
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? [];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

const units: { readonly [unit: string]: number } = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `1s`, `6m0s`, `1h30m`, `350ms`, `20 seconds`. */
function durationIn(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?) ?(ms|milliseconds?|[smhd])/gi)];
  if (parts[0]?.index !== 0) return undefined;
  const milliseconds = parts.reduce((sum, [, count, unit = '']) => {
    const short = unit.toLowerCase().startsWith('milli') ? 'ms' : unit.toLowerCase();
    return sum + Number(count) * (units[short] ?? 0);
  }, 0);
  return Math.ceil(milliseconds);
}

/** A number; of several in one header, as a proxy joins them, the largest. */
function numbersIn(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined || !/^\s*\d+(\.\d+)?(\s*,\s*\d+(\.\d+)?)*\s*$/.test(text)) return undefined;
  return Math.max(...text.split(',').map(Number));
}

function scaled(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : Math.ceil(value * factor);
}
