import type { JsonValue } from '../../machines/types.ts';

/** How hard a reasoning model thinks. Which levels exist depends on the model. */
export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

export type ChatMessage =
  | { readonly role: 'system'; readonly content: string }
  | { readonly role: 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string };

export type ResponseFormat =
  | {
      readonly type: 'json_schema';
      readonly json_schema: { name: string; strict: true; schema: Record<string, unknown> };
    }
  | { readonly type: 'json_object' };

/** The part of a chat completion request that this package uses; beside it stands what `extraBody` adds. */
export interface ChatRequest {
  model: string;
  messages: ChatMessage[];
  response_format?: ResponseFormat;
  temperature?: number;
  max_tokens?: number;
  max_completion_tokens?: number;
  reasoning_effort?: ReasoningEffort;
  stream?: boolean;
  stream_options?: { include_usage: boolean };
}

/** Fields of a provider's own. */
export type ExtraBody = { readonly [key: string]: JsonValue };

/** The SDK's request options that this package uses. */
export interface ChatRequestOptions {
  signal: AbortSignal;
  maxRetries: number;
  timeout?: number;
  idempotencyKey?: string;
  headers?: Record<string, string>;
}

/**
 * The part of an `OpenAI` client that this package uses. Spelled out, so that these types do not need the optional
 * peer `openai`: any client of its versions 5 to 7 fits.
 */
export interface ChatClient {
  readonly baseURL: string;
  readonly chat: {
    readonly completions: {
      create(request: ChatRequest, options: ChatRequestOptions): PromiseLike<unknown>;
    };
  };
}

/** A client of the package `openai` from version 5 on, as options take it: the types of its requests differ by version. */
export interface AnyClient {
  readonly baseURL: string;
  readonly chat: { readonly completions: { create(request: never, options: never): PromiseLike<unknown> } };
}
