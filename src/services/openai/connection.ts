import { ConfigurationError } from '../../machines/errors.ts';
import { isKey, oneKey, rotatingKeys, type ApiKey, type ApiKeys } from './apiKeys.ts';
import type { ChatClient } from './chat.ts';

/** Where the requests go: through the user's client, or one that is made at the first call. */
export type Connection =
  | { readonly kind: 'client'; readonly client: ChatClient; readonly baseURL: string }
  | { readonly kind: 'server'; readonly baseURL: string; readonly keys: ApiKeys };

const openaiURL = 'https://api.openai.com/v1';
/** Sent where a server needs no key: shorter than a secret, so that it is taken for none. */
export const noKey = 'none';

/** @throws ConfigurationError where the key is missing, or what is given contradicts itself. */
export function resolveConnection(given: {
  readonly agentId: string;
  readonly client: ChatClient | undefined;
  readonly baseURL: string | undefined;
  readonly apiKey: ApiKey | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Connection {
  const { agentId, client, env } = given;
  if (client !== undefined) {
    for (const option of ['apiKey', 'baseURL'] as const) {
      if (given[option] === undefined) continue;
      throw new ConfigurationError(
        option,
        `openaiAgent '${agentId}': options 'client' and '${option}' exclude each other. Set it on the client.`,
      );
    }
    return { kind: 'client', client, baseURL: client.baseURL };
  }
  const baseURL = given.baseURL ?? (env['OPENAI_BASE_URL']?.trim() || openaiURL);
  const url = validURL(agentId, given.baseURL === undefined ? 'OPENAI_BASE_URL' : 'baseURL', baseURL);
  if (typeof given.apiKey === 'function') return { kind: 'server', baseURL, keys: rotatingKeys(given.apiKey) };
  const apiKey = (given.apiKey ?? env['OPENAI_API_KEY'] ?? '').trim() || (isLoopback(url) ? noKey : undefined);
  const source = given.apiKey === undefined ? 'OPENAI_API_KEY' : 'apiKey';
  if (apiKey === undefined) {
    throw new ConfigurationError(
      source,
      `openaiAgent '${agentId}' has no API key for ${url.host}. Set the variable OPENAI_API_KEY or the option 'apiKey'. A server on this machine needs none: set 'baseURL' to it.`,
    );
  }
  if (!isKey(apiKey)) {
    throw new ConfigurationError(
      source,
      `openaiAgent '${agentId}': the API key in ${source} holds characters that no key has. Copy it again.`,
    );
  }
  return { kind: 'server', baseURL, keys: oneKey(apiKey) };
}

/** The host as it may be shown: never credentials, never a query. */
export function hostOf({ baseURL }: Connection): string {
  return URL.canParse(baseURL) ? new URL(baseURL).host : 'the server';
}

/** Whether it takes `max_completion_tokens`. Others know `max_tokens` only. */
export function isOpenAI({ baseURL }: Connection): boolean {
  const host = URL.canParse(baseURL) ? new URL(baseURL).hostname : '';
  return ['api.openai.com', 'openai.azure.com'].some((known) => host === known || host.endsWith(`.${known}`));
}

function validURL(agentId: string, source: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const problem =
    url === undefined || !['http:', 'https:'].includes(url.protocol)
      ? 'is not an http or https URL. Give one such as http://localhost:11434/v1'
      : url.username !== '' || url.password !== ''
        ? "holds a user name or password. Give the key in 'apiKey' instead"
        : undefined;
  if (url === undefined || problem !== undefined) {
    throw new ConfigurationError(source, `openaiAgent '${agentId}': ${source} ${problem}.`);
  }
  return url;
}

function isLoopback({ hostname }: URL): boolean {
  return (
    hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || hostname.startsWith('127.')
  );
}
