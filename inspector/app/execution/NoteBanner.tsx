import type { JSX } from 'preact';

import { Markdown } from '../ui/Markdown.tsx';
import type { Store } from '../state/store.ts';

/** Shows the note that came with a session. */
export function NoteBanner({ store }: { readonly store: Store }): JSX.Element | undefined {
  const note = store.note.value;
  if (note === undefined || note.trim() === '') return undefined;
  return (
    <details class="note" open>
      <summary>Note</summary>
      <Markdown text={note} />
    </details>
  );
}
