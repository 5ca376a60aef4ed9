import type { Store } from '../../state/store.ts';

/** The call that is held, or that is being made, of the selected execution. */
export function pendingOf(store: Store): { readonly title: string; readonly detail: string } | undefined {
  const execution = store.selected.value;
  if (execution === undefined) return undefined;
  const { paused, speech } = store.state.value;
  const held = paused.find(({ executionId }) => executionId === execution.executionId);
  if (held !== undefined) return { title: held.call.kind, detail: 'held by the debugger' };
  const key = store.selection.value?.kind === 'execution' ? store.selection.value.key : '';
  const text = speech.get(key)?.text;
  if (text !== undefined) return { title: 'answering', detail: text.slice(-200) };
  const isConnected = store.connection.value.status === 'open';
  if (execution.status === 'running' && execution.live && isConnected)
    return { title: 'running', detail: `tier ${execution.tierLevel} is at work` };
  return undefined;
}
