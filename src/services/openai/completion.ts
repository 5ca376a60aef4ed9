import { z } from 'zod';

import type { Usage } from '../../machines/types.ts';
import type { ChatClient, ChatRequest, ChatRequestOptions } from './chat.ts';

/** What came back for one request, whole or streamed. `null`: the server did not say. */
export interface Completion {
  readonly text: string;
  readonly refusal: string | null;
  readonly finishReason: string | null;
  readonly model: string | null;
  readonly responseId: string | null;
  readonly usage: Usage | null;
}

/** A server answered, and not with a chat completion. */
export class NotACompletionError extends Error {
  override readonly name = 'NotACompletionError';
}

/** A stream ended before the answer did. */
export class BrokenStreamError extends Error {
  override readonly name = 'BrokenStreamError';
}

/** A stream was silent for longer than the timeout. */
export class StalledStreamError extends Error {
  override readonly name = 'StalledStreamError';
}

const count = z.int().min(0);
const text = z.string().nullable().catch(null);

const UsageSchema = z
  .object({
    prompt_tokens: count,
    completion_tokens: count,
    prompt_tokens_details: z.object({ cached_tokens: count }).optional().catch(undefined),
  })
  .nullable()
  .catch(null);

const Envelope = z.object({ id: text, model: text, usage: UsageSchema });

const CompletionSchema = Envelope.extend({
  choices: z
    .array(z.object({ message: z.object({ content: z.string().nullish(), refusal: text }), finish_reason: text }))
    .min(1),
});

const ChunkSchema = Envelope.extend({
  choices: z
    .array(z.object({ delta: z.object({ content: text, refusal: text }).nullish().catch(null), finish_reason: text }))
    .catch([]),
});

/** One request, answered in one piece. Throws what the SDK throws, or a `NotACompletionError`. */
export async function complete(
  client: ChatClient,
  request: ChatRequest,
  options: ChatRequestOptions,
): Promise<Completion> {
  const parsed = CompletionSchema.safeParse(await client.chat.completions.create(request, options));
  if (!parsed.success) throw new NotACompletionError('It has no choices with a message.');
  const { id, model, usage, choices } = parsed.data;
  const [choice] = choices;
  return {
    text: choice?.message.content ?? '',
    refusal: choice?.message.refusal || null,
    finishReason: choice?.finish_reason ?? null,
    model,
    responseId: id,
    usage: usageOf(usage),
  };
}

const defaultSilenceMs = 600_000;

/** One request, answered piece by piece. The SDK's timeout ends with the headers, so silence is watched for here. */
export async function completeStreamed(
  client: ChatClient,
  request: ChatRequest,
  options: ChatRequestOptions,
  onText: (piece: string) => unknown,
): Promise<Completion> {
  const stalled = new AbortController();
  const signal = AbortSignal.any([options.signal, stalled.signal]);
  const streamed = { ...request, stream: true, stream_options: { include_usage: true } };
  const stream = await client.chat.completions.create(streamed, { ...options, signal });
  if (!isAsyncIterable(stream)) throw new NotACompletionError('It is not a stream.');

  let completion: Completion = {
    text: '',
    refusal: null,
    finishReason: null,
    model: null,
    responseId: null,
    usage: null,
  };
  const silence = setTimeout(() => stalled.abort(), options.timeout ?? defaultSilenceMs);
  try {
    for await (const chunk of stream) {
      silence.refresh();
      const parsed = ChunkSchema.safeParse(chunk);
      if (!parsed.success) continue;
      const { id, model, usage, choices } = parsed.data;
      const [choice] = choices;
      const piece = choice?.delta?.content ?? '';
      completion = {
        text: completion.text + piece,
        refusal: joined(completion.refusal, choice?.delta?.refusal),
        finishReason: choice?.finish_reason ?? completion.finishReason,
        model: model ?? completion.model,
        responseId: id ?? completion.responseId,
        usage: usageOf(usage) ?? completion.usage,
      };
      if (piece !== '') await onText(piece);
    }
  } finally {
    clearTimeout(silence);
  }
  // The SDK ends an aborted stream as if it were complete.
  options.signal.throwIfAborted();
  if (stalled.signal.aborted) throw new StalledStreamError('The stream was silent for too long.');
  if (completion.finishReason === null) throw new BrokenStreamError('The stream ended before the answer did.');
  return completion;
}

function usageOf(usage: z.infer<typeof UsageSchema>): Usage | null {
  if (usage === null) return null;
  const cached = usage.prompt_tokens_details?.cached_tokens;
  return {
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens,
    ...(cached !== undefined && { cachedInputTokens: cached }),
  };
}

function joined(before: string | null, piece: string | null | undefined): string | null {
  return piece ? (before ?? '') + piece : before;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
