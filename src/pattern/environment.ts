import { ConfigurationError } from '../machines/errors.ts';
import type { ApiKey } from '../services/openai/apiKeys.ts';
import type { ExtraBody, ReasoningEffort } from '../services/openai/chat.ts';
import type { ResponseFormatOption } from '../services/openai/options.ts';

/** How a tier's model is called. */
export interface ModelOptions {
  /** Default: `HANDOFF_MODEL`, else a model per tier, from cheap to strong. */
  readonly model?: string | undefined;
  /** 0..2. Default: `HANDOFF_TEMPERATURE`, else the model's own. Today's reasoning models refuse one. */
  readonly temperature?: number | undefined;
  /** Tokens an answer may have. Default: `HANDOFF_MAX_TOKENS`, else the model's own limit. */
  readonly maxTokens?: number | undefined;
  /** How long a reasoning model may think. Default: the model's own. A temperature needs `none`, where a model takes it. */
  readonly reasoningEffort?: ReasoningEffort | undefined;
  /** An OpenAI-compatible server. Default: `OPENAI_BASE_URL`, else OpenAI. */
  readonly baseURL?: string | undefined;
  /** The key, or a function that gives the current one before every request. Default: `OPENAI_API_KEY`. */
  readonly apiKey?: ApiKey | undefined;
  /** Added to the system prompt. */
  readonly instructions?: string | undefined;
  /** How a valid form is asked for; see `OpenAIAgentOptions`. Default `auto`. */
  readonly responseFormat?: ResponseFormatOption | undefined;
  /** Fields to send beside this package's own, such as `top_p`; see `OpenAIAgentOptions`. */
  readonly extraBody?: ExtraBody | undefined;
}

export const providers = ['openai', 'embedded'] as const;
/** Where tiers without agents of their own come from: models of the OpenAI SDK, or the embedded ladder. */
export type Provider = (typeof providers)[number];

/** The tiers that the environment names. Empty variables count as absent. */
export interface Environment {
  readonly provider?: Provider;
  readonly models: Pick<ModelOptions, 'model' | 'temperature' | 'maxTokens'>;
  /** A key or a server is there for the OpenAI SDK. */
  readonly reachesOpenai: boolean;
}

/**
 * Reads `HANDOFF_PROVIDER`, `HANDOFF_MODEL`, `HANDOFF_TEMPERATURE`, `HANDOFF_MAX_TOKENS`, and whether the OpenAI SDK's
 * `OPENAI_API_KEY` or `OPENAI_BASE_URL` is set.
 *
 * @throws ConfigurationError naming the variable that is not valid.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const provider = providerOf(env['HANDOFF_PROVIDER']);
  const model = env['HANDOFF_MODEL'];
  const temperature = numberOf('HANDOFF_TEMPERATURE', env, (value) => value >= 0 && value <= 2, 'a number from 0 to 2');
  const maxTokens = numberOf(
    'HANDOFF_MAX_TOKENS',
    env,
    (value) => Number.isSafeInteger(value) && value > 0,
    'a positive integer',
  );
  return {
    ...(provider !== undefined && { provider }),
    models: {
      ...(isSet(model) && { model }),
      ...(temperature !== undefined && { temperature }),
      ...(maxTokens !== undefined && { maxTokens }),
    },
    reachesOpenai: isSet(env['OPENAI_API_KEY']) || isSet(env['OPENAI_BASE_URL']),
  };
}

function providerOf(value: string | undefined): Provider | undefined {
  if (!isSet(value)) return undefined;
  const provider = providers.find((known) => known === value);
  if (provider === undefined) {
    const message = `HANDOFF_PROVIDER is '${value}'. Set it to one of: ${providers.join(', ')}, or unset it.`;
    throw new ConfigurationError('HANDOFF_PROVIDER', message);
  }
  return provider;
}

function numberOf(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  allowed: (value: number) => boolean,
  expected: string,
): number | undefined {
  const text = env[name];
  if (!isSet(text)) return undefined;
  const value = Number(text);
  if (!allowed(value)) throw new ConfigurationError(name, `${name} is '${text}'. Set it to ${expected}, or unset it.`);
  return value;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}
