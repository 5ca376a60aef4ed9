import { cutText } from '../../machines/cutText.ts';
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
  /** The status of the response, where it is one of an error. */
  readonly status?: number | undefined;
  readonly headers?: HeaderReader | undefined;
  /** The body, or the part of it that holds the error or is it. */
  readonly error: unknown;
  /** It came in the middle of a stream: the server had taken the request. */
  readonly isStreamed?: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What a server's report of an error means. */
export function faultOf({ status: httpStatus, headers, error, isStreamed, now }: Reported, scrub: Scrub): Fault {
  const levels = levelsOf(error);
  const said = wordsOf(levels).slice(0, longestRead);
  const codes = levels.flatMap(codesOf);
  const status = httpStatus ?? statusIn(levels, codes);
  const requestId = headers?.get('x-request-id') ?? headers?.get('request-id');
  const retryAfterMs = retryAfterOf(headers, levels[0], said, now);
  const generation = failedGeneration(levels[0], codes);
  const reason = reasonOf(status, `${codes.join(' ')} ${said}`, retryAfterMs !== undefined);
  return {
    reason: isStreamed === true && status === undefined && reason === 'http' ? 'unavailable' : reason,
    ...(status !== undefined && { status }),
    code: plainWords(codes[0] ?? '', scrub),
    param: plainWords(paramsOf(levels).join(' '), scrub),
    message: plainWords(said, scrub),
    ...(requestId && { requestId: cutText(plainWords(requestId, scrub), 100) }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(generation !== undefined && { failedGeneration: scrub(generation) }),
  };
}

const filtered =
  /content[_ ]?(filter|policy)|content management policy|responsible_?ai|moderation|\bflagged\b|prohibited_content|safety[_ ](check|system|filter|settings)|violates (our |the )?(usage|content)|usage policy/i;
const quota =
  /insufficient[_ ](quota|balance|credits?|funds)|billing[_ ](hard[_ ])?limit|out of credits|credit balance|available credits|spending limit|payment[_ ]required|exceeded your current quota|budget[_ ](has been )?exceeded/i;
const wrongKey =
  /(incorrect|invalid|wrong|missing|expired|revoked|no) (api[- ]?key|credentials)|invalid_api_key|api[- ]?key (is )?(not valid|invalid|missing|expired)|authentication[_ ](error|failed)|unauthenticated/i;
const noModel =
  /model[_ ](not[_ ]found|decommissioned)|(invalid|unknown)[_ ]model|no such model|valid model|model\b.{0,120}\b(does not exist|not exist|not found|not available|been (decommissioned|deprecated|shut down))/i;
const busy =
  /overloaded|capacity|temporarily|try again|\bbusy\b|\bloading\b|warming up|unloaded|crashed|out of memory|timed? ?out|unavailable|internal server error/i;
const limited = /rate.?limit|too many requests|throttl/i;
const noCredit = /credits?\b|quota|exhausted|额度/i;

function reasonOf(status: number | undefined, said: string, saysWhen: boolean): AgentCallReason {
  if (status === 429) return isQuota(said, saysWhen) ? 'quotaExceeded' : 'rateLimited';
  if (status !== undefined && status >= 500) return 'unavailable';
  if (filtered.test(said)) return 'refused';
  if (status === 402 || isQuota(said, saysWhen)) return 'quotaExceeded';
  const isOwnFault = status === undefined || status === 400 || status === 422;
  if ((isOwnFault || status === 403) && limited.test(said)) return 'rateLimited';
  if (status === 403 && noCredit.test(said)) return 'quotaExceeded';
  if ((isOwnFault || status === 404 || status === 424) && busy.test(said)) return 'unavailable';
  if (isOwnFault && wrongKey.test(said)) return 'unauthorized';
  if (isOwnFault && noModel.test(said)) return 'notFound';
  if (status === undefined) return 'http';
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'notFound';
  return isTransientStatus(status) ? 'unavailable' : 'http';
}

/** A quota that comes back in a while is a rate limit. */
function isQuota(said: string, saysWhen: boolean): boolean {
  return /insufficient_quota/i.test(said) || (quota.test(said) && !saysWhen);
}

/** The error and what it is wrapped in, innermost first: gateways pass on the error of the server behind them. */
function levelsOf(reported: unknown): readonly unknown[] {
  const levels: unknown[] = [];
  let level = Array.isArray(reported) ? reported[0] : reported;
  while (level !== undefined && level !== null && levels.length < 4) {
    levels.unshift(level);
    if (!isObject(level)) break;
    const { error, errors, base_resp: response } = level;
    level = error ?? (Array.isArray(errors) ? errors[0] : response);
  }
  return levels;
}

/** The provider's words, from the inside out: `message`, `detail` and the like, or the JSON of what it sent. */
function wordsOf(levels: readonly unknown[]): string {
  const texts = levels.map(textOf).filter((text) => text !== '');
  const distinct = texts.filter((text, index) => !texts.slice(0, index).some((other) => other.includes(text)));
  const [innermost] = levels;
  return distinct.length > 0 ? distinct.join(' ') : isObject(innermost) ? jsonOf(innermost) : '';
}

function textOf(level: unknown): string {
  if (typeof level === 'string') return level;
  if (Array.isArray(level)) return level.map(issueText).join('; ');
  if (!isObject(level)) return '';
  const { message, detail, error_description: description, title, reason, msg, status_msg: words, metadata } = level;
  const raw = isObject(metadata) ? metadata['raw'] : undefined;
  const said = [message, detail, msg, words, description, title, reason].find(
    (text) => text !== undefined && text !== null,
  );
  return [said === undefined ? '' : textOf(said), typeof raw === 'string' ? raw : ''].filter(Boolean).join(' ');
}

/** One entry of a list of validation errors: `body.stream_options: Extra inputs are not permitted`. */
function issueText(issue: unknown): string {
  if (!isObject(issue)) return String(issue);
  const { loc, msg, message = msg } = issue;
  const where = Array.isArray(loc) ? `${loc.join('.')}: ` : '';
  return typeof message === 'string' ? `${where}${message}` : jsonOf(issue);
}

function codesOf(level: unknown): readonly string[] {
  if (!isObject(level)) return [];
  const { code, type, status, innererror, metadata } = level;
  const inner = isObject(innererror) ? innererror['code'] : undefined;
  const kind = isObject(metadata) ? metadata['error_type'] : undefined;
  return [code, type, status, inner, kind].filter((name) => typeof name === 'string');
}

/** Which parameters it is about: `param`, or the places of a list of validation errors. */
function paramsOf(levels: readonly unknown[]): readonly string[] {
  return levels.flatMap((level) => {
    if (!isObject(level)) return [];
    const { param, detail, message } = level;
    const places = [detail, message].flatMap((list) => (Array.isArray(list) ? list : [])).flatMap(placeOf);
    return typeof param === 'string' ? [param, ...places] : places;
  });
}

function placeOf(issue: unknown): readonly string[] {
  const loc = isObject(issue) ? issue['loc'] : undefined;
  return Array.isArray(loc) ? [loc.filter((part) => part !== 'body').join('.')] : [];
}

/** What a server found not valid of what its model wrote; empty where it does not show it. */
function failedGeneration(error: unknown, codes: readonly string[]): string | undefined {
  const text = isObject(error) ? error['failed_generation'] : undefined;
  if (typeof text === 'string') return text;
  return codes.includes('json_validate_failed') ? '' : undefined;
}

/** The status that a body names, as a number or by the name of its kind. */
function statusIn(levels: readonly unknown[], codes: readonly string[]): number | undefined {
  for (const level of levels) {
    if (!isObject(level)) continue;
    for (const key of ['code', 'status', 'status_code', 'statusCode', 'http_code']) {
      const value = Number(level[key]);
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
  [/server_?error|internal|api_error/i, 500],
];

function jsonOf(value: object): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
