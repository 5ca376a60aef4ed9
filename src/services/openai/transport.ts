import type { ApiKeys } from './apiKeys.ts';

/** Characters of an error's body that are read. */
const longestError = 65_536;
/** The longest beginning that tells what a body is. */
const longestField = 'retry:'.length;

/**
 * A `fetch` for a client of the SDK that puts in the current key, and shows the SDK what servers really send: every
 * error body whole (of one that does not hold its error under `error`, such as FastAPI's `detail`, the SDK would keep
 * nothing), and the type that a body has, whatever its header says.
 */
export function createFetch(keys: ApiKeys): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, keys.fixed === undefined ? withKey(init, await keys.current()) : init);
    const { ok, body, status, statusText } = response;
    if (body === null) return response;
    const headers = new Headers(response.headers);
    for (const name of ['content-length', 'content-encoding', 'transfer-encoding']) headers.delete(name);
    if (!ok) return new Response(withError(await startOf(body)), { status, statusText, headers });
    const { start, whole } = await peeked(body);
    const type = typeOf(start);
    // Lines of JSON begin as JSON does.
    const isLines = /ndjson|jsonl|json-seq/i.test(headers.get('content-type') ?? '');
    if (type !== undefined && !isLines) headers.set('content-type', type);
    return new Response(whole, { status, statusText, headers });
  };
}

function withKey(init: RequestInit | undefined, key: string): RequestInit {
  const headers = new Headers(init?.headers);
  headers.set('authorization', `Bearer ${key}`);
  return { ...init, headers };
}

/** The beginning of a body: some servers send megabytes, and nobody reads them. What is cut off stays so. */
async function startOf(body: ReadableStream<Uint8Array>): Promise<string> {
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

/** The whole body as its `error`: all that the SDK keeps of it. */
function withError(text: string): string {
  try {
    const error: unknown = JSON.parse(text);
    return JSON.stringify({ error });
  } catch {
    return text;
  }
}

/** What a body is by how it begins; `undefined`: neither JSON nor an event stream. */
function typeOf(start: string): string | undefined {
  if (/^\s*[{[]/.test(start)) return 'application/json';
  return /^\s*(data|event|id|retry)?:/.test(start) ? 'text/event-stream' : undefined;
}

/** How a body begins, and the whole of it again. */
async function peeked(body: ReadableStream<Uint8Array>) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const read: Uint8Array[] = [];
  let start = '';
  while (start.trim().length < longestField && typeOf(start) === undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    read.push(value);
    start += decoder.decode(value, { stream: true });
  }
  const whole = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next = read.length > 0 ? { done: false as const, value: read.shift() } : await reader.read();
      if (next.value !== undefined) controller.enqueue(next.value);
      else controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { start, whole };
}
