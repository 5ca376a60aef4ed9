import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';

import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { createFolder, type Folder, type FoldView } from './folder.ts';
import type { ExecutionKey } from './model.ts';

/** Milliseconds of a frame that the fold may take. */
const sliceMs = 8;
/** So many records are folded before they are painted. */
const foldedAtOnce = 128;

interface LookedAt {
  readonly key: ReadonlySignal<ExecutionKey | undefined>;
  readonly records: ReadonlySignal<readonly TransitionRecord[]>;
  readonly seq: ReadonlySignal<number>;
}

/** The fold of the execution that is looked at, up to the step that is looked at. */
export function foldOf({ key, records, seq }: LookedAt): ReadonlySignal<FoldView | undefined> {
  const progress = signal(0);
  const folder = createFolders();
  effect(() => {
    if (key.value === undefined) return;
    const fold = folder(key.value);
    const list = records.value;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let frame = 0;
    const advance = (milliseconds: number) => {
      if (!fold.advance(list, milliseconds)) timer = setTimeout(advance, 0, sliceMs);
      progress.value = progress.peek() + 1;
    };
    // A fold that takes no time is there with the first paint; the rest comes after it, in slices that leave room for frames.
    if (list.length - fold.length <= foldedAtOnce) advance(sliceMs);
    else if (document.hidden) timer = setTimeout(advance, 0, sliceMs);
    else {
      frame = requestAnimationFrame(() => {
        timer = setTimeout(advance, 0, sliceMs);
      });
    }
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  });
  return computed(() => {
    void progress.value;
    return seq.value < 0 || key.value === undefined ? undefined : folder(key.value).at(records.value, seq.value);
  });
}

/** Folders of the executions that were looked at last. */
function createFolders(): (key: ExecutionKey) => Folder {
  const folders = new Map<ExecutionKey, Folder>();
  return (key) => {
    const folder = folders.get(key) ?? createFolder();
    folders.delete(key);
    folders.set(key, folder);
    const [oldest] = folders.keys();
    if (folders.size > 8 && oldest !== undefined) folders.delete(oldest);
    return folder;
  };
}
