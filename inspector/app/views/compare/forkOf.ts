import type { TransitionRecord } from '../../../../src/machines/executionTypes.ts';
import { keyOf } from '../../state/model.ts';
import type { Store } from '../../state/store.ts';
import { inputIn } from '../../state/configIn.ts';

export interface ForkAndParent {
  readonly parentId: string;
  /** Empty while they are not here. */
  readonly parent: readonly TransitionRecord[];
}

/** The execution that the selected one was forked from; `undefined` where it is no fork. */
export function parentOf(store: Store): ForkAndParent | undefined {
  const parentId = inputIn(store.records.value)?.forkedFrom?.executionId;
  if (parentId === undefined) return undefined;
  const { executions, records } = store.state.value;
  const candidates = [...executions.values()].filter(({ executionId }) => executionId === parentId);
  const sourceId = store.selected.value?.sourceId;
  const found = candidates.find((candidate) => candidate.sourceId === sourceId) ?? candidates[0];
  return { parentId, parent: (found && records.get(keyOf(found))) ?? [] };
}

/** Whether the selected execution was forked from another one. */
export function isFork(store: Store): boolean {
  return inputIn(store.records.value)?.forkedFrom !== undefined;
}
