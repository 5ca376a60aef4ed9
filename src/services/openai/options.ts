import { environment } from '#platform';

import { checkedOptions, optionsOf, required } from '../../options/checkedOptions.ts';
import { rule } from '../../options/rule.ts';
import { anObject, integer, nonEmptyText, numberFrom, oneOf, positiveInteger, text } from '../../options/rules.ts';
import { priceTable, type PriceTable } from '../pricing.ts';
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

const openaiAgentOptions = optionsOf<OpenAIAgentOptions>({
  agentId: required(nonEmptyText),
  model: nonEmptyText,
  temperature: numberFrom(0, 2),
  maxTokens: positiveInteger,
  reasoningEffort: oneOf(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']),
  instructions: text,
  pricing: priceTable,
  maxRetries: integer(0),
  timeoutMs: integer(1, maxTimeoutMs),
  client: rule('a client of the package openai', isChatClient),
  baseURL: nonEmptyText,
  apiKey: nonEmptyText,
  env: anObject<Readonly<Record<string, string | undefined>>>('an object such as process.env'),
});

/** @throws ConfigurationError naming the first mistake. */
export function validSettings(options: OpenAIAgentOptions): AgentSettings {
  const parsed = checkedOptions(whoseOptions(options), openaiAgentOptions, options);
  const { agentId, model, client, baseURL, apiKey, env = environment } = parsed;
  const connection = resolveConnection({ agentId, client, baseURL, apiKey, env });
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

function isChatClient(value: unknown): value is ChatClient {
  if (!isObject(value) || !('baseURL' in value) || typeof value.baseURL !== 'string') return false;
  const chat = 'chat' in value ? value.chat : undefined;
  const completions = isObject(chat) && 'completions' in chat ? chat.completions : undefined;
  return isObject(completions) && 'create' in completions && typeof completions.create === 'function';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
