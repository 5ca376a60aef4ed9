import { isObject } from '../../machines/checks.ts';
import { faultOf, type Fault } from './fault.ts';
import { plainWords } from './plainWords.ts';
import type { HeaderReader } from './retryAfter.ts';
import type { Scrubber } from './secrets.ts';

const nothing = { code: '', param: '' } as const;
/** The server did not say anything for longer than the timeout. */
export const silent: Fault = { ...nothing, reason: 'timeout', message: 'It was silent for too long.' };
/** A stream was asked for, and nothing of one came. */
export const noStream: Fault = { ...nothing, reason: 'http', param: 'stream', message: 'It did not stream.' };

const gateway =
  /\b50[0234]\b|bad gateway|gateway time-?out|service (temporarily )?unavailable|upstream (connect|request)|no healthy upstream/i;

/** A server answered, and not with a chat completion. */
export function noCompletion(body: unknown, { all }: Scrubber): Fault {
  const said = typeof body === 'string' ? plainWords(body, all) : '';
  if (body === '' || body === undefined)
    return { ...nothing, reason: 'network', code: 'broken_body', message: 'It is empty.' };
  // A proxy in between speaks for a server that it did not reach.
  if (gateway.test(said)) return { ...nothing, reason: 'unavailable', message: said };
  const words = said === '' ? '' : ` It says: ${said}`;
  return { ...nothing, reason: 'http', code: 'no_completion', message: `It has no choices with a message.${words}` };
}

/** What the SDK threw, or the connection. Its own error is not kept: it may quote the key. */
export function thrownFault(error: unknown, headers: HeaderReader | undefined, { all }: Scrubber): Fault {
  const { status, error: reported, headers: own } = isObject(error) ? error : {};
  const message = plainWords(messageOf(error), all);
  const reader = isReader(own) ? own : headers;
  if (typeof status === 'number') {
    const body = reported ?? messageOf(error).replace(/^\d{3} /, '');
    return faultOf({ status, headers: reader, error: body, now: Date.now() }, all);
  }
  if (reported !== undefined) {
    return faultOf({ headers: reader, error: { error: reported }, isStreamed: true, now: Date.now() }, all);
  }
  // The server promised JSON, and it did not arrive whole.
  if (error instanceof SyntaxError) return { ...nothing, reason: 'network', code: 'broken_body', message };
  return { ...nothing, reason: /timed? ?out/i.test(message) ? 'timeout' : 'network', message };
}

/** The messages of an error and its causes: "Connection error. connect ECONNREFUSED 127.0.0.1:9". */
function messageOf(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at !== undefined && at !== null && parts.length < 5; at = isObject(at) ? at['cause'] : null) {
    const code = isObject(at) && typeof at['code'] === 'string' ? at['code'] : '';
    const message = at instanceof Error ? at.message || code : typeof at === 'string' ? at : '';
    if (message !== '' && !parts.some((part) => part.includes(message))) parts.push(message);
  }
  return parts.map((part) => (/[.!?]$/.test(part) ? part : `${part}.`)).join(' ');
}

function isReader(value: unknown): value is HeaderReader {
  return isObject(value) && typeof value['get'] === 'function';
}
