import type { ChatMessage, ChatRequest } from './chat.ts';
import type { Fault } from './fault.ts';
import { withSchema } from './prompts.ts';

/** What of a request a server may refuse. `system` is the role of the first message. */
export type Parameter =
  | 'response_format'
  | 'stream_options'
  | 'stream'
  | 'max_tokens'
  | 'max_completion_tokens'
  | 'temperature'
  | 'reasoning_effort'
  | 'system';

/** What was learned of a server: what is sent in place of each parameter that it refused; `null`: nothing. */
export type Adapted = { readonly [P in Parameter]?: string | null };

interface Adaptation {
  readonly parameter: Parameter;
  /** Whether the request holds it. */
  isIn(request: ChatRequest): boolean;
  /** How a server's words name it. */
  readonly named: RegExp;
  /** What to send next, given what has been sent in its place; `undefined`: nothing is left to try. */
  instead(sent: string | null | undefined): string | null | undefined;
}

/** Left out at once. */
const leaveOut = (sent: string | null | undefined) => (sent === undefined ? null : undefined);
/** Renamed first, then left out. */
const rename = (to: Parameter) => (sent: string | null | undefined) =>
  sent === undefined ? to : sent === null ? undefined : null;

const hasKey = (key: keyof ChatRequest) => (request: ChatRequest) => request[key] !== undefined;

const adaptations: readonly Adaptation[] = [
  {
    parameter: 'stream_options',
    isIn: hasKey('stream_options'),
    named: /stream[_ .]options|include_usage/i,
    instead: leaveOut,
  },
  {
    parameter: 'response_format',
    isIn: hasKey('response_format'),
    named:
      /response[_ /]?(format|schema)|output_format|additionalProperties|json[_ ]?(schema|object|mode)|structured[_ ](output|generation)|grammar|guided[_ ]?(json|decoding)|no endpoints found that (can handle|support)/i,
    instead: (sent) => (sent === undefined ? 'json_object' : sent === null ? undefined : null),
  },
  {
    parameter: 'max_tokens',
    isIn: (request) => request.max_tokens !== undefined,
    named: /max_tokens/i,
    instead: rename('max_completion_tokens'),
  },
  {
    parameter: 'max_completion_tokens',
    isIn: (request) => request.max_completion_tokens !== undefined,
    named: /max_completion_tokens/i,
    instead: rename('max_tokens'),
  },
  { parameter: 'temperature', isIn: hasKey('temperature'), named: /temperature/i, instead: leaveOut },
  {
    parameter: 'reasoning_effort',
    isIn: hasKey('reasoning_effort'),
    named: /reasoning[_. ]?effort|reasoning|thinking/i,
    instead: leaveOut,
  },
  {
    parameter: 'system',
    isIn: ({ messages }) => messages[0]?.role === 'system',
    named: /system[_ ](role|message|prompt)|role\b.{0,40}\bsystem|'system'|developer instruction/i,
    instead: (sent) => (sent === undefined ? 'user' : undefined),
  },
  { parameter: 'stream', isIn: ({ stream }) => stream === true, named: /\bstream(ing)?\b/i, instead: leaveOut },
];

/** A server's words for "I do not take this at all". */
const refusing =
  /unsupported|not (be )?supported|n[o']t support|unknown|unrecogni[sz]ed|unexpected|not (permitted|allowed|available|enabled|implemented)|unavailable|forbidden|extra (inputs?|fields?)|additional propert|invalid|failed to parse|cannot|can't|must be|should be|only the default|deprecated|no endpoints found|did not stream|enabled only|mismatch/i;
/** Its words for "another value, please". */
const otherValue =
  /too (large|high|small|low)|out of range|between|less than|greater than|at (most|least)|exceed|maximum|minimum/i;
/** More tokens than the model has: left out, it gives as many as it can. */
const tooMany = /too (large|high|many)|exceed|at most|maximum|less than|smaller than/i;
const unsupported = /unsupported|unknown|not supported|n[o']t support|only the default/i;

/** A parameter that the server refused, and what to send in its place from now on. */
export interface Lesson {
  readonly parameter: Parameter;
  readonly instead: string | null;
}

/**
 * What a refusal teaches; `undefined` where the fault refuses nothing that the request holds, or nothing is left to try.
 * Every lesson leaves less to refuse, so that a server cannot ask for ever.
 *
 * @param sent What was adapted when the request was made.
 * @param fixed What the user decided, and no server changes.
 */
export function lessonOf(
  sent: Adapted,
  request: ChatRequest,
  fault: Fault,
  fixed: readonly Parameter[],
): Lesson | undefined {
  const found = refusedIn(request, fault, fixed);
  if (found === undefined) return undefined;
  const { parameter, instead } = original(found, sent);
  const next = wantsOtherValue(fault) && sent[parameter] !== null ? null : instead(sent[parameter]);
  return next === undefined ? undefined : { parameter, instead: next };
}

function refusedIn(request: ChatRequest, fault: Fault, fixed: readonly Parameter[]): Adaptation | undefined {
  const { status, code, param, message, reason } = fault;
  const isRefusal = status === undefined || [400, 404, 405, 415, 422].includes(status) || status >= 500;
  if (!isRefusal || reason === 'refused' || code === 'json_validate_failed') return undefined;
  const said = `${code} ${message}`;
  const sent = adaptations.filter((adaptation) => adaptation.isIn(request) && !fixed.includes(adaptation.parameter));
  const params = param.split(' ');
  const byParam = sent.find((adaptation) => params.some((name) => isAbout(adaptation, name, message)));
  if (byParam === undefined && params.every(isOurs)) return undefined;
  return (byParam === undefined ? sent : [byParam]).find(({ parameter, named }) => {
    // A server that is broken or has no such address speaks of other things than our parameters.
    const isElsewhere = status === 404 || (status ?? 0) >= 500;
    if (isElsewhere && parameter !== 'response_format' && parameter !== 'system') return false;
    if (wantsOtherValue(fault))
      return isTokenLimit(parameter) && tooMany.test(said) && !/context|prompt|messages/i.test(said);
    return refusing.test(said) && (byParam !== undefined || named.test(said));
  });
}

/** Whether a server takes the parameter, with another value. */
function wantsOtherValue({ code, message }: Fault): boolean {
  const said = `${code} ${message}`;
  return otherValue.test(said) && !unsupported.test(said);
}

function isTokenLimit(parameter: Parameter): boolean {
  return parameter === 'max_tokens' || parameter === 'max_completion_tokens';
}

function isAbout({ parameter, named }: Adaptation, param: string, message: string): boolean {
  if (parameter === 'system') return param.startsWith('messages') && named.test(message);
  return param === parameter || param.startsWith(`${parameter}.`);
}

function isOurs(param: string): boolean {
  return adaptations.some(({ parameter }) => parameter === param);
}

/** A parameter that was renamed is known by its first name. */
function original(found: Adaptation, sent: Adapted): Adaptation {
  return adaptations.find(({ parameter }) => sent[parameter] === found.parameter) ?? found;
}

/** A request as a server takes it, and what was changed for that. */
export interface AdaptedRequest {
  readonly body: ChatRequest;
  readonly applied: Adapted;
}

/** The request with everything that was learned. */
export function adapt(request: ChatRequest, adapted: Adapted): AdaptedRequest {
  const applied: Partial<Record<Parameter, string | null>> = {};
  let next: ChatRequest = { ...request };
  for (const { parameter, isIn } of adaptations) {
    const instead = adapted[parameter];
    if (instead === undefined || !isIn(next)) continue;
    applied[parameter] = instead;
    next = changed(next, parameter, instead);
  }
  return { body: next, applied };
}

function changed(request: ChatRequest, parameter: Parameter, instead: string | null): ChatRequest {
  if (parameter === 'response_format') return withFormat(request, instead);
  if (parameter === 'system') return { ...request, messages: withoutSystem(request.messages) };
  if (parameter === 'stream') {
    const { stream: _, stream_options: __, ...whole } = request;
    return whole;
  }
  const { [parameter]: value, ...rest } = request;
  return instead === null ? rest : { ...rest, [instead]: value };
}

/** The request in another format: the schema then stands in the system message. */
export function withFormat({ response_format: format, ...request }: ChatRequest, type: string | null): ChatRequest {
  const messages =
    format?.type === 'json_schema' ? [...withSchema(request.messages, format.json_schema.schema)] : request.messages;
  return { ...request, messages, ...(type === 'json_object' && { response_format: { type } as const }) };
}

function withoutSystem([first, second, ...rest]: readonly ChatMessage[]): ChatMessage[] {
  if (first?.role !== 'system' || second?.role !== 'user')
    return [first, second, ...rest].filter((message) => message !== undefined);
  return [{ role: 'user', content: `${first.content}\n\n${second.content}` }, ...rest];
}

/** What was changed, in words for the record. */
export function adaptedWords(applied: Adapted): readonly string[] {
  return Object.entries(applied).map(([parameter, instead]) => {
    if (parameter === 'system') return 'messages: the server refused the role system, it was sent as user';
    if (instead === null) return `${parameter}: the server refused it, it was left out`;
    if (parameter === 'response_format') return `${parameter}: the server refused json_schema, ${instead} was used`;
    return `${parameter}: the server refused it, ${instead} was sent`;
  });
}
