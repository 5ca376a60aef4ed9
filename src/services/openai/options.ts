import { environment } from '../../platform/node.ts';
import { isObject } from '../../machines/checks.ts';
import { ConfigurationError } from '../../machines/errors.ts';
import { checkedOptions, optionsOf, required } from '../../options/checkedOptions.ts';
import { rule } from '../../options/rule.ts';
import { anObject, integer, nonEmptyText, numberFrom, oneOf, positiveInteger, text } from '../../options/rules.ts';
import { priceTable, type PriceTable } from '../pricing.ts';
import type { ApiKey } from './apiKeys.ts';
import type { AnyClient, ChatClient, ExtraBody, ReasoningEffort } from './chat.ts';
import { resolveConnection, type Connection } from './connection.ts';
import { longestDelay } from '../../time/timers.ts';
import { defaultModelFor } from './models.ts';

/** Options of `openaiAgent`. */
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
  /**
   * How a valid form is asked for. `auto` begins with `json_schema` and takes the next where the server refuses it;
   * `none` leaves it to the prompt. Default `auto`.
   */
  readonly responseFormat?: ResponseFormatOption | undefined;
  /**
   * Fields to send beside this package's own: `top_p`, `seed`, a provider's own switches. Plain JSON; it stands in
   * `executionMetadata.extraBody`, without secrets. Fields that this package sends itself are refused.
   */
  readonly extraBody?: ExtraBody | undefined;
  /** How often the SDK itself repeats a request, each time unseen by the record. Default 0: `policy.maxRetries` retries. */
  readonly maxRetries?: number | undefined;
  /** Milliseconds one request may take, and a stream may be silent. Default: the SDK's 10 minutes. */
  readonly requestTimeoutMs?: number | undefined;
  /** A client of your own, instead of `apiKey` and `baseURL`. */
  readonly client?: AnyClient | undefined;
  /** An OpenAI-compatible server. Default: `OPENAI_BASE_URL`, else `https://api.openai.com/v1`. */
  readonly baseURL?: string | undefined;
  /** The key, or a function that gives the current one before every request. Default: `OPENAI_API_KEY`. Servers on this machine need none. */
  readonly apiKey?: ApiKey | undefined;
  /** Where `OPENAI_API_KEY` and `OPENAI_BASE_URL` are looked up. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** How a model is asked for its answer in a form. */
export type ResponseFormatOption = 'auto' | 'json_schema' | 'json_object' | 'none';

/** Checked options, with everything resolved that can be without a call. */
export interface AgentSettings {
  readonly agentId: string;
  readonly model: string;
  readonly temperature: number | undefined;
  readonly maxTokens: number | undefined;
  readonly reasoningEffort: ReasoningEffort | undefined;
  readonly instructions: string | undefined;
  readonly pricing: PriceTable | undefined;
  readonly responseFormat: ResponseFormatOption;
  readonly extraBody: ExtraBody | undefined;
  readonly maxRetries: number;
  readonly requestTimeoutMs: number | undefined;
  readonly connection: Connection;
}

const openaiAgentOptions = optionsOf<OpenAIAgentOptions>(
  {
    agentId: required(nonEmptyText),
    model: nonEmptyText,
    temperature: numberFrom(0, 2),
    maxTokens: positiveInteger,
    reasoningEffort: oneOf(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']),
    instructions: text,
    pricing: priceTable,
    responseFormat: oneOf(['auto', 'json_schema', 'json_object', 'none']),
    extraBody: rule('an object of plain JSON', isExtraBody),
    maxRetries: integer(0),
    requestTimeoutMs: integer(1, longestDelay),
    client: rule('a client of the package openai', isChatClient),
    baseURL: nonEmptyText,
    apiKey: rule('a key, or a function that returns one', isApiKey),
    env: anObject<Readonly<Record<string, string | undefined>>>('an object such as process.env'),
  },
  { timeoutMs: "'requestTimeoutMs'", timeout: "'requestTimeoutMs'" },
);

/** @throws ConfigurationError naming the first mistake. */
export function validSettings(options: OpenAIAgentOptions): AgentSettings {
  const parsed = checkedOptions(whoseOptions(options), openaiAgentOptions, options);
  const { agentId, model = defaultModelFor(0, 1), client, baseURL, apiKey, env = environment } = parsed;
  assertExtraBody(agentId, parsed.extraBody);
  assertPriced(agentId, model, parsed.pricing);
  return {
    agentId,
    model,
    temperature: parsed.temperature,
    maxTokens: parsed.maxTokens,
    reasoningEffort: parsed.reasoningEffort,
    instructions: parsed.instructions,
    pricing: parsed.pricing,
    responseFormat: parsed.responseFormat ?? 'auto',
    extraBody: parsed.extraBody && structuredClone(parsed.extraBody),
    maxRetries: parsed.maxRetries ?? 0,
    requestTimeoutMs: parsed.requestTimeoutMs,
    connection: resolveConnection({ agentId, client: isChatClient(client) ? client : undefined, baseURL, apiKey, env }),
  };
}

/** What this package sends itself, and the option that sets it. */
const ownFields: { readonly [field: string]: string | undefined } = {
  model: 'model',
  messages: 'instructions',
  temperature: 'temperature',
  max_tokens: 'maxTokens',
  max_completion_tokens: 'maxTokens',
  reasoning_effort: 'reasoningEffort',
  response_format: 'responseFormat',
};
const fixedFields = new Set(['stream', 'stream_options', 'n']);

function assertExtraBody(agentId: string, extraBody: ExtraBody = {}): void {
  for (const field of Object.keys(extraBody)) {
    const option = Object.hasOwn(ownFields, field) ? ownFields[field] : undefined;
    if (option === undefined && !fixedFields.has(field)) continue;
    const advice = option === undefined ? 'Leave it out' : `Set the option '${option}' instead`;
    throw new ConfigurationError(
      `extraBody.${field}`,
      `openaiAgent '${agentId}': extraBody holds '${field}', which this package sends itself. ${advice}.`,
    );
  }
}

/** `model-2026-10-01`, `model@3`: a server may answer with the name of a dated version of what was asked for. */
function isVersionOf(name: string, model: string): boolean {
  return name === model || (name.startsWith(model) && /^[-@:]?\d/.test(name.slice(model.length)));
}

/** A table without the model would make every cost unknown, and with `maxCostUsd` end every execution. */
function assertPriced(agentId: string, model: string, pricing: PriceTable | undefined): void {
  if (pricing === undefined || Object.keys(pricing).some((name) => isVersionOf(name, model))) return;
  throw new ConfigurationError(
    'pricing',
    `openaiAgent '${agentId}': the prices do not name its model '${model}'. Add it, or leave 'pricing' out: then costs are reported as unknown.`,
  );
}

function whoseOptions(options: unknown): string {
  const agentId = isObject(options) && 'agentId' in options ? options.agentId : undefined;
  return typeof agentId === 'string' ? `openaiAgent '${agentId}'` : 'openaiAgent';
}

function isApiKey(value: unknown): value is ApiKey {
  return typeof value === 'function' || nonEmptyText.allows(value);
}

function isChatClient(value: unknown): value is ChatClient {
  if (!isObject(value) || !('baseURL' in value) || typeof value.baseURL !== 'string') return false;
  const chat = 'chat' in value ? value.chat : undefined;
  const completions = isObject(chat) && 'completions' in chat ? chat.completions : undefined;
  return isObject(completions) && 'create' in completions && typeof completions.create === 'function';
}

/** Whether JSON keeps the value as it is. */
function isPlainJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  return Array.isArray(value) ? value.every(isPlainJson) : isPlainJsonObject(value);
}

function isExtraBody(value: unknown): value is ExtraBody {
  return isPlainJsonObject(value);
}

function isPlainJsonObject(value: unknown): boolean {
  if (!isObject(value) || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isPlainJson);
}
