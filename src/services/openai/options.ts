import { z } from 'zod';

import { ConfigurationError } from '../../machines/errors.ts';
import { isInstalled } from '../isInstalled.ts';
import { parseOptions } from '../parseOptions.ts';
import { PriceTableSchema, type PriceTable } from '../pricing.ts';
import type { ChatClient, ReasoningEffort } from './chat.ts';
import { resolveConnection, type Connection } from './connection.ts';
import { defaultModelFor } from './models.ts';

export interface OpenAIAgentOptions {
  /** Stands in every decision and record of this agent. */
  readonly agentId: string;
  /** Default: `defaultModelFor(0, 1)`. */
  readonly model?: string | undefined;
  /** 0 to 2. Default: not sent. Today's reasoning models take it only with `reasoningEffort: 'none'`, if at all. */
  readonly temperature?: number | undefined;
  /** The most tokens one answer may have, those spent on reasoning included. Default: the provider's. */
  readonly maxTokens?: number | undefined;
  /** Default: the model's. */
  readonly reasoningEffort?: ReasoningEffort | undefined;
  /** Put after this package's own system message. */
  readonly instructions?: string | undefined;
  /** Default: none, and every cost is reported as unknown. */
  readonly pricing?: PriceTable | undefined;
  /** How often the SDK repeats a request after a 408, 409, 429, 5xx or a lost connection. Default: the SDK's 2. */
  readonly maxRetries?: number | undefined;
  /** Milliseconds one request may take, and a stream may be silent. Default: the SDK's 10 minutes. */
  readonly timeoutMs?: number | undefined;
  /** A client of your own, instead of `apiKey` and `baseURL`. */
  readonly client?: ChatClient | undefined;
  /** An OpenAI-compatible server. Default: `OPENAI_BASE_URL`, else `https://api.openai.com/v1`. */
  readonly baseURL?: string | undefined;
  /** Default: `OPENAI_API_KEY`. Servers on this machine need none. */
  readonly apiKey?: string | undefined;
  /** Where `OPENAI_API_KEY` and `OPENAI_BASE_URL` are looked up. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Checked options, with everything resolved that can be without a call. */
export interface AgentSettings {
  readonly agentId: string;
  readonly model: string;
  readonly temperature: number | undefined;
  readonly maxTokens: number | undefined;
  readonly reasoningEffort: ReasoningEffort | undefined;
  readonly instructions: string | undefined;
  readonly pricing: PriceTable | undefined;
  readonly maxRetries: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly connection: Connection;
}

const maxTimeoutMs = 2_147_483_647;

const OptionsSchema = z.strictObject({
  agentId: z.string().min(1),
  model: z.string().min(1).optional(),
  temperature: z.number().min(0).max(2).optional(),
  maxTokens: z.int().min(1).optional(),
  reasoningEffort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).optional(),
  instructions: z.string().optional(),
  pricing: PriceTableSchema.optional(),
  maxRetries: z.int().min(0).optional(),
  timeoutMs: z.int().min(1).max(maxTimeoutMs).optional(),
  client: z.custom<ChatClient>(isChatClient, 'expected a client of the package openai').optional(),
  baseURL: z.string().min(1).optional(),
  apiKey: z.string().min(1).optional(),
  env: z
    .custom<Readonly<Record<string, string | undefined>>>(isObject, 'expected an object such as process.env')
    .optional(),
}) satisfies z.ZodType<OpenAIAgentOptions>;

/** @throws ConfigurationError naming the first mistake, or the package `openai` where it is needed and not installed. */
export function validSettings(
  options: OpenAIAgentOptions,
  has: (packageName: string) => boolean = isInstalled,
): AgentSettings {
  const parsed = parseOptions(whoseOptions(options), OptionsSchema, options);
  const { agentId, model, client, baseURL, apiKey, env = process.env } = parsed;
  const connection = resolveConnection({ agentId, client, baseURL, apiKey, env });
  if (connection.kind === 'server' && !has('openai')) {
    throw new ConfigurationError(
      'openai',
      `openaiAgent '${agentId}' needs the package 'openai', which is not installed. Run: npm install openai`,
    );
  }
  return {
    agentId,
    model: model ?? defaultModelFor(0, 1),
    temperature: parsed.temperature,
    maxTokens: parsed.maxTokens,
    reasoningEffort: parsed.reasoningEffort,
    instructions: parsed.instructions,
    pricing: parsed.pricing,
    maxRetries: parsed.maxRetries,
    timeoutMs: parsed.timeoutMs,
    connection,
  };
}

function whoseOptions(options: unknown): string {
  const agentId = isObject(options) && 'agentId' in options ? options.agentId : undefined;
  return typeof agentId === 'string' ? `openaiAgent '${agentId}'` : 'openaiAgent';
}

function isChatClient(value: unknown): boolean {
  if (!isObject(value) || !('baseURL' in value) || typeof value.baseURL !== 'string') return false;
  const chat = 'chat' in value ? value.chat : undefined;
  const completions = isObject(chat) && 'completions' in chat ? chat.completions : undefined;
  return isObject(completions) && 'create' in completions && typeof completions.create === 'function';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
