import { ConfigurationError } from '../../machines/errors.ts';
import type { ChatClient } from './chat.ts';
import { noKey, type Connection } from './connection.ts';
import { createFetch } from './transport.ts';

/** The part of the package `openai` that is used here. */
interface OpenAIModule {
  readonly OpenAI: new (options: { apiKey: string; baseURL: string; fetch: typeof fetch }) => ChatClient;
}

/**
 * The user's client, or a new one of the optional peer `openai`.
 *
 * @throws ConfigurationError where that package is not installed.
 */
export async function openClient(
  agentId: string,
  connection: Connection,
  importOpenAI: () => Promise<OpenAIModule> = importPackage,
): Promise<ChatClient> {
  if (connection.kind === 'client') return connection.client;
  const { OpenAI } = await importOpenAI().catch((cause: unknown) => {
    throw new ConfigurationError(
      'openai',
      `openaiAgent '${agentId}' needs the package 'openai', which cannot be loaded. Run: npm install openai`,
      { cause },
    );
  });
  const { baseURL, keys } = connection;
  // The SDK wants a key when it is made; the one that counts is put into each request.
  return new OpenAI({ apiKey: keys.fixed ?? noKey, baseURL, fetch: createFetch(keys) });
}

/** Bundlers let a missing package pass only where `try` is around the `import` itself. */
async function importPackage(): Promise<OpenAIModule> {
  try {
    return await import('openai');
  } catch (cause) {
    return Promise.reject(cause);
  }
}
