import type { ApiKeys } from './apiKeys.ts';

const longestError = 65_536;

/**
 * A `fetch` for a client of the SDK that puts in the current key, and shows the SDK every error body: of one that does
 * not hold its error under `error`, such as FastAPI's `detail`, the SDK would keep nothing.
 */
export function createFetch(keys: ApiKeys): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, keys.fixed === undefined ? withKey(init, await keys.current()) : init);
    if (response.ok) return response;
    const { status, statusText, headers } = response;
    const text = await startOf(response);
    const kept = new Headers(headers);
    for (const name of ['content-length', 'content-encoding', 'transfer-encoding']) kept.delete(name);
    return new Response(withError(text), { status, statusText, headers: kept });
  };
}

function withKey(init: RequestInit | undefined, key: string): RequestInit {
  const headers = new Headers(init?.headers);
  headers.set('authorization', `Bearer ${key}`);
  return { ...init, headers };
}

/** The beginning of a body: some servers send megabytes, and nobody reads them. What is cut off stays so. */
async function startOf({ body }: Response): Promise<string> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const bytes of body) {
      text += decoder.decode(bytes, { stream: true });
      if (text.length > longestError) break;
    }
  } catch {
    // The status is known, and what was read of the body says more than that the connection broke.
  }
  return text;
}

function withError(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    const isObject = typeof body === 'object' && body !== null;
    return isObject && 'error' in body && body.error ? text : JSON.stringify({ error: body });
  } catch {
    return text;
  }
}
