/** What a server sends in answer to one request, to the letter. */
export interface Reply {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /**
   * How it ends. `whole` (default): as it should; `cut`: the connection ends in the middle of the body; `held`: nothing
   * comes after the body, and the connection stays; `silent`: nothing comes at all; `reset`: the connection ends before
   * the headers.
   */
  readonly end?: 'whole' | 'cut' | 'held' | 'silent' | 'reset';
}

export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

export function html(body: string, status: number, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body };
}

/** Server-sent events: an object becomes a data line, a text stands as it is. `[DONE]` is for the server to say. */
export function events(items: readonly (object | string)[], headers: Readonly<Record<string, string>> = {}): Reply {
  const body = items.map((item) => `${typeof item === 'string' ? item : `data: ${JSON.stringify(item)}`}\n\n`).join('');
  return { headers: { 'content-type': 'text/event-stream', ...headers }, body };
}

export const done = 'data: [DONE]';

/** The pieces a text is streamed in. */
export function pieces(text: string, length = 9): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / length) }, (_, index) =>
    text.slice(index * length, (index + 1) * length),
  );
}
