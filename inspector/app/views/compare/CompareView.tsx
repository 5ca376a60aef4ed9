import type { JSX } from 'preact';

import type { ViewProps } from '../view.ts';
import { ForkCompare } from './ForkCompare.tsx';
import { parentOf } from './forkOf.ts';

/** The selected fork beside the execution that it was forked from, or the way to open that. */
export function CompareView({ store }: ViewProps): JSX.Element | undefined {
  const executionId = store.selected.value?.executionId;
  const found = parentOf(store);
  if (found === undefined || executionId === undefined) return undefined;
  const { parentId, parent } = found;
  if (parent.length === 0) {
    return (
      <p class="hint">
        Its parent {parentId} is not open here.{' '}
        <button type="button" onClick={() => store.goTo({ id: parentId, seq: null })}>
          Open it
        </button>
      </p>
    );
  }
  return (
    <ForkCompare
      parent={{ executionId: parentId, records: parent }}
      fork={{ executionId, records: store.records.value }}
    />
  );
}
