import type { JSX } from 'preact';

import { openFiles } from './openFiles.ts';
import { Icon } from '../icons.tsx';
import type { Store } from '../state/store.ts';

/** Says how to begin where there is nothing to look at. */
export function EmptyPage({ store }: { readonly store: Store }): JSX.Element {
  const isConnected = store.connection.value.status !== 'none';
  return (
    <main class="empty">
      <h2>{isConnected ? 'No executions yet' : 'Nothing is open'}</h2>
      <p class="soft">
        {isConnected
          ? 'They appear here as soon as the program runs one. Stored and exported ones can be opened too.'
          : 'Open a session file, or what handoff export wrote. Dropping it on this page does the same.'}
      </p>
      <FilePicker store={store} />
      <dl class="ways">
        <dt>Watch a run</dt>
        <dd>
          <code>handoff run "How do I reset my password?" --inspect</code>
        </dd>
        <dt>Look at stored runs</dt>
        <dd>
          <code>handoff inspect --memory handoff.db</code>
        </dd>
        <dt>Attach it to a program</dt>
        <dd>
          <code>createInspector().attach(pattern)</code>
        </dd>
      </dl>
    </main>
  );
}

function FilePicker({ store }: { readonly store: Store }): JSX.Element {
  return (
    <label class="file">
      <Icon name="upload" />
      Open a file
      <input
        type="file"
        class="visually-hidden"
        accept=".json,.jsonl,.html,application/json"
        multiple
        onChange={({ currentTarget }) => {
          openFiles(store, currentTarget.files);
          currentTarget.value = '';
        }}
      />
    </label>
  );
}
