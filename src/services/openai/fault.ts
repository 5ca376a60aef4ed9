import { isObject } from '../../machines/checks.ts';
import { isTransientStatus } from '../transientStatus.ts';
import type { AgentCallReason } from '../errors.ts';
import { longestRead, plainWords } from './plainWords.ts';
import { retryAfterOf, type HeaderReader } from './retryAfter.ts';

/** Why a request brought no answer, as plain data. Texts are scrubbed and bounded. */
export interface Fault {
  readonly reason: AgentCallReason;
  /** The HTTP status, or the one that a body of status 200 names. */
  readonly status?: number;
  /** The provider's name for it, and the parameter that it is about; empty where it says neither. */
  readonly code: string;
  readonly param: string;
  /** The provider's words. */
  readonly message: string;
  readonly requestId?: string;
  /** Milliseconds. */
  readonly retryAfterMs?: number;
  /** The text that the server itself found not valid, where it shows it. */
  readonly failedGeneration?: string;
}

/** Makes a text fit for a record: without secrets. */
export type Scrub = (text: string) => string;

/** What a server reported, and where it stood. */
export interface Reported {
  readonly status?: number | undefined;
  readonly headers?: HeaderReader | undefined;
  /** The `error` of the body, or the whole body where it has none. */
  readonly error: unknown;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What a server's report of an error means. */
export function faultOf({ status: httpStatus, headers, error: reported, now }: Reported, scrub: Scrub): Fault {
  const error = innermost(reported);
  const said = wordsOf(error).slice(0, longestRead);
  const codes = codesOf(error);
  const status = httpStatus ?? statusIn(error, codes);
  const requestId = headers?.get('x-request-id') ?? headers?.get('request-id');
  const retryAfterMs = retryAfterOf(headers, error, said, now);
  const generation = isObject(error) ? error['failed_generation'] : undefined;
  return {
    reason: reasonOf(status, `${codes.join(' ')} ${said}`, retryAfterMs !== undefined),
    ...(status !== undefined && { status }),
    code: plainWords(codes[0] ?? '', scrub),
    param: plainWords(paramOf(error), scrub),
    message: plainWords(said, scrub),
    ...(requestId && { requestId: plainWords(requestId.slice(0, 100), scrub) }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(typeof generation === 'string' && { failedGeneration: generation }),
  };
}

const filtered =
  /content[_ ]?(filter|policy)|content management policy|responsible_?ai|moderation|\bflagged\b|prohibited_content|safety (system|filter|settings)|usage policy/i;
const quota =
  /insufficient[_ ](quota|balance|credits?|funds)|billing[_ ](hard[_ ])?limit|out of credits|credit balance|payment[_ ]required|exceeded your current quota/i;
const noModel =
  /model[_ ](not[_ ]found|decommissioned)|invalid[_ ]model|unknown[_ ]model|no such model|model\b.{0,120}\b(does not exist|not exist|not found|not available|been (decommissioned|deprecated|shut down))/i;
const busy = /overloaded|capacity|temporarily|try again|\bbusy\b|loading|timed? ?out|unavailable/i;

function reasonOf(status: number | undefined, said: string, saysWhen: boolean): AgentCallReason {
  if (filtered.test(said) && (status === undefined || status < 500)) return 'refused';
  if (status === 402 || (quota.test(said) && (/insufficient_quota/i.test(said) || !saysWhen))) return 'quotaExceeded';
  if (status === undefined) return busy.test(said) ? 'unavailable' : 'http';
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404 || (status < 500 && status !== 429 && noModel.test(said))) return 'notFound';
  if (status === 429) return 'rateLimited';
  return status >= 500 || isTransientStatus(status) ? 'unavailable' : 'http';
}

/** Gateways wrap the error of the server behind them. */
function innermost(reported: unknown): unknown {
  let error = Array.isArray(reported) ? reported[0] : reported;
  for (let depth = 0; depth < 3 && isObject(error); depth += 1) {
    const inner = error['error'];
    if (!isObject(inner) && !(typeof inner === 'string' && error['message'] === undefined)) break;
    error = inner;
  }
  return error;
}

/** The provider's words: `message`, `detail` and the like, or the JSON of what it sent. */
function wordsOf(error: unknown): string {
  if (typeof error === 'string') return error;
  if (Array.isArray(error)) return error.map(issueText).join('; ');
  if (!isObject(error)) return '';
  const { message, detail, error_description: description, title, reason, msg, metadata } = error;
  const raw = isObject(metadata) ? metadata['raw'] : undefined;
  const said = [message, detail, msg, description, title, reason].find((text) => text !== undefined && text !== null);
  const text = typeof said === 'string' ? said : said === undefined ? jsonOf(error) : wordsOf(said);
  return typeof raw === 'string' && !text.includes(raw) ? `${text} ${raw}` : text;
}

/** One entry of a list of validation errors: `body.stream_options: Extra inputs are not permitted`. */
function issueText(issue: unknown): string {
  if (!isObject(issue)) return String(issue);
  const { loc, msg, message = msg } = issue;
  const where = Array.isArray(loc) ? `${loc.join('.')}: ` : '';
  return typeof message === 'string' ? `${where}${message}` : jsonOf(issue);
}

function codesOf(error: unknown): readonly string[] {
  if (!isObject(error)) return [];
  const { code, type, status, innererror, metadata } = error;
  const inner = isObject(innererror) ? innererror['code'] : undefined;
  const kind = isObject(metadata) ? metadata['error_type'] : undefined;
  return [code, type, status, inner, kind].filter((name) => typeof name === 'string');
}

function paramOf(error: unknown): string {
  if (!isObject(error)) return '';
  const { param, detail } = error;
  if (typeof param === 'string') return param;
  const [first] = Array.isArray(detail) ? detail : [];
  const loc = isObject(first) ? first['loc'] : undefined;
  return Array.isArray(loc) ? loc.filter((part) => part !== 'body').join('.') : '';
}

/** The status that a body names, as a number or by the name of its kind. */
function statusIn(error: unknown, codes: readonly string[]): number | undefined {
  if (isObject(error)) {
    for (const key of ['code', 'status', 'status_code', 'statusCode', 'http_code']) {
      const value = Number(error[key]);
      if (Number.isInteger(value) && value >= 400 && value <= 599) return value;
    }
  }
  return statusNames.find(([name]) => codes.some((code) => name.test(code)))?.[1];
}

const statusNames: readonly (readonly [RegExp, number])[] = [
  [/rate_?limit|too_many_requests|insufficient_quota|resource_exhausted/i, 429],
  [/overloaded/i, 529],
  [/authentication|invalid_api_key|unauthenticated/i, 401],
  [/permission/i, 403],
  [/not_?found/i, 404],
  [/timeout|deadline_exceeded/i, 504],
  [/unavailable/i, 503],
  [/server_error|internal|api_error/i, 500],
  [/invalid_request|invalid_argument|bad_?request/i, 400],
];

function jsonOf(value: object): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
