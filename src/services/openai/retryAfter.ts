import { isObject } from '../../machines/checks.ts';

/** What reads a header: `Headers`, or whatever has its `get`. */
export interface HeaderReader {
  get(name: string): string | null | undefined;
}

/**
 * How many milliseconds a server asks to be left alone for, wherever it says so: `retry-after-ms` (OpenAI, Azure),
 * `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), `retryDelay` of a `RetryInfo` in the body (Google), the
 * `x-ratelimit-reset-*` of a limit of which nothing remains (OpenAI, Groq), "try again in 1.5s" in its words.
 *
 * @param now Milliseconds since the epoch; a date is compared with the server's own `Date`, where there is one.
 */
export function retryAfterOf(
  headers: HeaderReader | undefined,
  error: unknown,
  words: string,
  now: number,
): number | undefined {
  return inHeaders(headers, now) ?? inDetails(error) ?? inWords(words) ?? inLimits(headers);
}

function inHeaders(headers: HeaderReader | undefined, now: number): number | undefined {
  const milliseconds = numberIn(headers?.get('retry-after-ms'));
  if (milliseconds !== undefined) return Math.ceil(milliseconds);
  const text = headers?.get('retry-after');
  const seconds = numberIn(text);
  if (seconds !== undefined) return Math.ceil(seconds * 1_000);
  const date = /[a-z]/i.test(text ?? '') ? Date.parse(text ?? '') : Number.NaN;
  if (Number.isNaN(date)) return durationIn(text ?? '');
  const serverNow = Date.parse(headers?.get('date') ?? '');
  return Math.max(0, date - (Number.isNaN(serverNow) ? now : serverNow));
}

function inDetails(error: unknown): number | undefined {
  const details = isObject(error) ? error['details'] : undefined;
  if (!Array.isArray(details)) return undefined;
  for (const detail of details) {
    const delay = isObject(detail) ? detail['retryDelay'] : undefined;
    if (typeof delay === 'string') return durationIn(delay);
  }
  return undefined;
}

function inWords(words: string): number | undefined {
  const [, text = ''] = /(?:try again|retry)(?: after| in) ([\d.]+ ?[a-z]+(?:[\d.]+[a-z]+)*)/i.exec(words) ?? [];
  return durationIn(text);
}

function inLimits(headers: HeaderReader | undefined): number | undefined {
  const waits = ['requests', 'tokens'].flatMap((what) => {
    if (numberIn(headers?.get(`x-ratelimit-remaining-${what}`)) !== 0) return [];
    return durationIn(headers?.get(`x-ratelimit-reset-${what}`) ?? '') ?? [];
  });
  return waits.length === 0 ? undefined : Math.max(...waits);
}

const units: { readonly [unit: string]: number } = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `1s`, `6m0s`, `1h30m`, `350ms`, `20 seconds`. */
function durationIn(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?) ?(ms|milliseconds?|[smhd])/gi)];
  const [first] = parts;
  if (first?.index !== 0) return undefined;
  const milliseconds = parts.reduce((sum, [, count, unit = '']) => {
    const short = unit.toLowerCase().startsWith('milli') ? 'ms' : unit.toLowerCase();
    return sum + Number(count) * (units[short] ?? 0);
  }, 0);
  return Math.ceil(milliseconds);
}

function numberIn(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined || !/^\s*\d+(\.\d+)?\s*$/.test(text)) return undefined;
  return Number(text);
}
