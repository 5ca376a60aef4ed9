import { adapt, withFormat, type Adapted, type AdaptedRequest } from './adaptation.ts';
import type { ChatMessage, ChatRequest, ChatRequestOptions, ResponseFormat } from './chat.ts';
import { isOpenAI } from './connection.ts';
import type { AgentSettings } from './options.ts';

/** What is asked in one request. */
export interface RequestParts {
  readonly messages: readonly ChatMessage[];
  readonly format: Extract<ResponseFormat, { readonly type: 'json_schema' }>;
  readonly isStreamed: boolean;
}

/** The body of a request, with what was learned of the server. */
export function requestBody(settings: AgentSettings, parts: RequestParts, adapted: Adapted): AdaptedRequest {
  const { model, temperature, maxTokens, reasoningEffort, connection, responseFormat, extraBody } = settings;
  const { messages, format, isStreamed } = parts;
  const wanted: ChatRequest = {
    model,
    messages: [...messages],
    response_format: format,
    ...(temperature !== undefined && { temperature }),
    ...(reasoningEffort !== undefined && { reasoning_effort: reasoningEffort }),
    ...(maxTokens !== undefined &&
      (isOpenAI(connection) ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens })),
    ...(isStreamed && { stream: true, stream_options: { include_usage: true } }),
  };
  const fixed =
    responseFormat === 'json_object' || responseFormat === 'none' ? withFormat(wanted, responseFormat) : wanted;
  const { body, applied } = adapt(fixed, adapted);
  return { body: { ...extraBody, ...body }, applied };
}

/** `step` tells the requests of one call apart: each has an idempotency key of its own. */
export function requestOptions(
  { maxRetries, requestTimeoutMs }: AgentSettings,
  { abortSignal, idempotencyKey }: { readonly abortSignal: AbortSignal; readonly idempotencyKey?: string | undefined },
  step: string,
): ChatRequestOptions {
  const key = idempotencyKey === undefined ? undefined : headerSafe(`${idempotencyKey}${step}`);
  return {
    signal: abortSignal,
    maxRetries,
    ...(requestTimeoutMs !== undefined && { timeout: requestTimeoutMs }),
    // The SDK takes `idempotencyKey` and sends it only where a subclass names the header.
    ...(key !== undefined && { idempotencyKey: key, headers: { 'Idempotency-Key': key } }),
  };
}

function headerSafe(text: string): string {
  return text.toWellFormed().replaceAll(/[^\x21-\x7e]/gu, encodeURIComponent);
}
