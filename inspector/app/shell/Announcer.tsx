import type { JSX } from 'preact';

import type { Store } from '../state/store.ts';
import { sentenceOf } from '../../../src/words/recordWords.ts';

/** Says the step that is shown to people who listen. */
export function Announcer({ store }: { readonly store: Store }): JSX.Element {
  const seq = store.seq.value;
  const record = store.records.value[seq];
  return (
    <p class="visually-hidden" role="status" aria-live="polite" aria-label="Step">
      {record === undefined ? '' : `Step ${seq} of ${store.length.value - 1}. ${sentenceOf(record)}`}
    </p>
  );
}
