import { errorText } from '../errorText.ts';
import type { Session } from '../../protocol.ts';
import { counted } from '../format.ts';
import { isFile, keyOf } from '../state/model.ts';
import type { Store } from '../state/store.ts';

/**
 * Saves the chosen executions, all of them where an actor is chosen: as a page that opens by itself where a program is
 * attached that has them, and otherwise as a session file of those that are here.
 */
export function exportSession(store: Store): void {
  const { executions, records } = store.state.value;
  const selection = store.selection.value;
  const chosen = [...(selection?.kind === 'execution' ? [selection.key] : executions.keys()), ...store.compared.value];
  const entries = chosen.flatMap((key) => executions.get(key) ?? []);
  const hasProgram = store.connection.value.status === 'open';
  if (hasProgram && !entries.some(({ sourceId }) => isFile(sourceId))) {
    const executionIds = entries.map(({ executionId }) => executionId);
    store.send({ type: 'export', executionIds }).then(
      (page) => save(typeof page === 'string' ? page : '', 'handoff-session.html', 'text/html'),
      (error: unknown) => store.tell('error', errorText(error)),
    );
    return;
  }
  const missing = entries.filter((entry) => !records.has(keyOf(entry))).length;
  if (missing > 0) {
    const message = `${counted(missing, 'execution')} left out: ${missing === 1 ? 'it was' : 'they were'} not opened here.`;
    store.tell('info', message);
  }
  const place = store.place.value;
  const isExecution = selection?.kind === 'execution';
  const session: Session = {
    format: 'xstate-handoff-session',
    version: 1,
    title: store.state.value.title,
    executions: entries.flatMap((entry) => {
      const list = records.get(keyOf(entry));
      return list === undefined ? [] : [list];
    }),
    ...(isExecution && place?.seq != null && { focus: { executionId: place.id, seq: place.seq } }),
    ...(store.note.value !== undefined && { note: store.note.value }),
  };
  save(JSON.stringify(session), 'handoff-session.json', 'application/json');
}

function save(text: string, fileName: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
