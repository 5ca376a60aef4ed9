import { cutText } from '../../machines/cutText.ts';
import { HandoffError } from '../../machines/errors.ts';
import { noAnswer, readChunk, readCompletion, type Answer, type Reading } from './answer.ts';
import type { ChatClient, ChatRequest, ChatRequestOptions } from './chat.ts';
import { eventsIn } from './eventStream.ts';
import { faultOf } from './fault.ts';
import { noCompletion, noStream, silent, thrownFault } from './localFaults.ts';
import { parsedJson } from './parsedJson.ts';
import { longestRead, plainWords } from './plainWords.ts';
import type { HeaderReader } from './retryAfter.ts';
import type { Scrubber } from './secrets.ts';

export interface CompletionRequest {
  readonly client: ChatClient;
  readonly body: ChatRequest;
  readonly options: ChatRequestOptions;
  readonly scrubber: Scrubber;
  /** Called with each piece of the answer's raw text, where the request is to be streamed. */
  readonly onText?: ((piece: string) => unknown) | undefined;
}

const defaultSilenceMs = 600_000;

/**
 * Makes one request. Whatever a server sends comes in here, and leaves as a plain `Answer` without secrets; what is
 * wrong with it is its `fault`. Rejects only where the caller aborts, and with what `onText` throws.
 */
export async function complete({ client, body, options, scrubber, onText }: CompletionRequest): Promise<Answer> {
  // The SDK's timeout may end with the headers, so silence is watched for here.
  const stalled = new AbortController();
  const silence = setTimeout(() => stalled.abort(), options.timeout ?? defaultSilenceMs);
  const signal = AbortSignal.any([options.signal, stalled.signal]);
  let answer = noAnswer;
  let headers: HeaderReader | undefined;
  const pieces: string[] = [];
  const take = ({ answer: next, piece, error }: Reading, isStreamed: boolean): Answer => {
    pieces.push(piece);
    const fault = error === undefined ? null : faultOf({ error, headers, isStreamed, now: Date.now() }, scrubber.all);
    answer = { ...next, fault };
    return answer;
  };
  try {
    const sent = await sentBy(client.chat.completions.create(body, { ...options, signal }));
    ({ headers } = sent);
    const received = await bodyOf(sent, body);
    if ('whole' in received) {
      const reading = readCompletion(received.whole);
      take(reading, false);
      if (!reading.isCompletion && answer.fault === null)
        answer = { ...answer, fault: noCompletion(received.whole, scrubber) };
      if (answer.fault === null) await onText?.(reading.piece);
    } else {
      let chunks = 0;
      for await (const chunk of received.pieces) {
        silence.refresh();
        const reading = readChunk(answer, chunk);
        if (reading.isCompletion || reading.error !== undefined) chunks += 1;
        if (take(reading, true).fault !== null) break;
        if (reading.piece !== '') await onText?.(reading.piece);
      }
      // The SDK ends an aborted stream as if it were complete.
      signal.throwIfAborted();
      const streams = headers?.get('content-type')?.includes('event-stream') === true;
      if (chunks === 0 && !streams) answer = { ...answer, fault: noStream };
    }
  } catch (error) {
    if (HandoffError.isInstance(error)) throw error;
    options.signal.throwIfAborted();
    answer = { ...answer, fault: stalled.signal.aborted ? silent : thrownFault(error, headers, scrubber) };
  } finally {
    clearTimeout(silence);
  }
  options.signal.throwIfAborted();
  return scrubbed({ ...answer, text: pieces.join('') }, scrubber);
}

interface Sent {
  readonly data: unknown;
  readonly response?: Response;
  readonly headers?: Headers;
}

/** What the SDK makes of a response, and the response itself, where the client shows it. */
async function sentBy(request: PromiseLike<unknown>): Promise<Sent> {
  if (!hasResponse(request)) return { data: await request };
  const { data, response } = await request.withResponse();
  return response instanceof Response ? { data, response, headers: response.headers } : { data };
}

/** A body as it was sent, in pieces or whole, whichever was asked for. */
type Body = { readonly pieces: AsyncIterable<unknown> | Iterable<unknown> } | { readonly whole: unknown };

async function bodyOf({ data, response, headers }: Sent, { stream = false }: ChatRequest): Promise<Body> {
  const isStream = stream && isAsyncIterable(data);
  if (isStream && !/json|html|plain/.test(headers?.get('content-type') ?? '')) return { pieces: data };
  const text = isStream ? await response?.text() : data;
  if (typeof text !== 'string') return { whole: text };
  const events = eventsIn(text);
  if (events !== undefined) return { pieces: events };
  const value = parsedJson(text);
  return { whole: value === undefined ? text : value };
}

const longestName = 200;

function scrubbed(answer: Answer, { known, all }: Scrubber): Answer {
  const name = (text: string | null) => (text === null ? null : cutText(all(text.slice(0, longestRead)), longestName));
  return {
    ...answer,
    text: known(answer.text),
    refusal: answer.refusal === null ? null : plainWords(answer.refusal, all),
    finishReason: name(answer.finishReason),
    model: name(answer.model),
    responseId: name(answer.responseId),
  };
}

function hasResponse(request: PromiseLike<unknown>): request is PromiseLike<unknown> & {
  withResponse(): Promise<{ readonly data: unknown; readonly response: unknown }>;
} {
  return 'withResponse' in request && typeof request.withResponse === 'function';
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
