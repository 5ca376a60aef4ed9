import { errorText } from '../errorText.ts';
import { readSession } from '../state/readSession.ts';
import type { Store } from '../state/store.ts';

/** Opens sessions and exports; says what is wrong with those that are neither. */
export function openFiles(store: Store, files: FileList | null | undefined): void {
  for (const file of files ?? []) {
    file.text().then(
      (text) => openText(store, text, file.name),
      () => store.tell('error', `${file.name} cannot be read. Check that it is still there.`),
    );
  }
}

/** Without a name the session's title is its name. */
export function openText(store: Store, text: string, name?: string): void {
  try {
    const session = readSession(text, name ?? 'The session in this page');
    store.openSession(session, name ?? session.title);
  } catch (error) {
    store.tell('error', errorText(error));
  }
}

/** Takes files that are dropped anywhere on the page. */
export function listenToDrops(store: Store): void {
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    openFiles(store, event.dataTransfer?.files);
  });
}
