import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { isObject } from '../../../../src/machines/checks.ts';
import type { Store } from '../../state/store.ts';

/** Sends an actor an event: its type, or the whole of it as JSON. */
export function SendEvent({ store, sessionId }: { readonly store: Store; readonly sessionId: string }): JSX.Element {
  const [text, setText] = useState('');
  const send = (submitted: Event) => {
    submitted.preventDefault();
    const event = eventOf(text);
    if (event === undefined)
      return store.tell('error', 'An event is a type such as NEXT, or JSON with a type: {"type":"NEXT"}.');
    store.order({ type: 'send', sessionId, event });
    setText('');
  };
  return (
    <form class="send" onSubmit={send}>
      <input
        placeholder="NEXT, or JSON"
        aria-label="Event to send"
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button type="submit" disabled={text.trim() === '' || store.connection.value.status !== 'open'}>
        Send event
      </button>
    </form>
  );
}

function eventOf(text: string): { readonly type: string } | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return { type: trimmed };
  try {
    const value: unknown = JSON.parse(trimmed);
    return isObject(value) && typeof value['type'] === 'string' ? { ...value, type: value['type'] } : undefined;
  } catch {
    return undefined;
  }
}
