import { isObject } from '../../machines/checks.ts';

/** An OpenAI-compatible server on this machine. */
export interface LocalServer {
  readonly name: string;
  readonly baseURL: string;
  /** The first model it lists that can answer. */
  readonly model: string;
}

/** Where well-known local servers listen by default. */
export const localServers = [
  { name: 'Ollama', port: 11434 },
  { name: 'LM Studio', port: 1234 },
  { name: 'llama.cpp', port: 8080 },
  { name: 'vLLM', port: 8000 },
] as const;

/** Models that do not answer: they make vectors, rank texts, hear or speak. */
const otherPurpose = /embed|rerank|whisper|tts/i;

/** The first of the well-known local servers that answers within `timeoutMs` (default 300), asking all at once. */
export async function findLocalServer(
  candidates: readonly { readonly name: string; readonly port: number }[] = localServers,
  timeoutMs = 300,
): Promise<LocalServer | undefined> {
  const signal = AbortSignal.timeout(timeoutMs);
  const found = await Promise.all(candidates.map((candidate) => ask(candidate, signal)));
  return found.find((server) => server !== undefined);
}

async function ask(
  { name, port }: { readonly name: string; readonly port: number },
  signal: AbortSignal,
): Promise<LocalServer | undefined> {
  const baseURL = `http://127.0.0.1:${port}/v1`;
  try {
    const response = await fetch(`${baseURL}/models`, { signal, redirect: 'error' });
    const model = response.ok ? modelsIn(await response.json()).find((id) => !otherPurpose.test(id)) : undefined;
    return model === undefined ? undefined : { name, baseURL, model };
  } catch {
    return undefined;
  }
}

/** The names in a model list as OpenAI's API gives it; none where it is something else. */
function modelsIn(list: unknown): readonly string[] {
  const models: unknown = isObject(list) ? list['data'] : undefined;
  if (!Array.isArray(models)) return [];
  return models.flatMap((model: unknown) => (isObject(model) && typeof model['id'] === 'string' ? model['id'] : []));
}
