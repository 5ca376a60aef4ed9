import type { JSX } from 'preact';

import { Detail } from '../views/detail/Detail.tsx';
import type { ViewState } from '../shell/view.ts';
import { isFile } from '../state/model.ts';
import type { Store } from '../state/store.ts';
import { configIn } from '../state/configIn.ts';

/** The step that is shown, folded; or why it is not there. */
export function ExecutionDetail({ store, view }: { readonly store: Store; readonly view: ViewState }): JSX.Element {
  const fold = store.fold.value;
  const config = configIn(store.records.value);
  const executionId = store.selected.value?.executionId;
  if (fold === undefined || config === undefined || executionId === undefined) {
    return <p class="hint">Choose an execution and a step to see what happened in it.</p>;
  }
  if (fold.status === 'folding') {
    return <p class="hint">Replaying the record, {Math.floor(fold.progress * 100)} % done…</p>;
  }
  if (fold.status === 'broken') {
    return (
      <div class="hint error" role="alert">
        <p>This execution cannot be replayed from step {fold.seq} on. The steps before it can be looked at.</p>
        <p>{fold.message}</p>
      </div>
    );
  }
  const canFork = store.connection.value.status === 'open' && !isFile(store.selected.value?.sourceId ?? '');
  return (
    <Detail
      step={fold.step}
      previous={fold.previous}
      config={config}
      executionId={executionId}
      onFork={canFork ? () => view.open('fork') : undefined}
      onSelect={(seq) => store.moveTo(seq)}
    />
  );
}
