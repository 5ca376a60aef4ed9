import { signal, type ReadonlySignal } from '@preact/signals';

import type { Store } from '../state/store.ts';
import type { ViewId } from '../views/views.ts';

/** The parts of the page that take turns where there is no room for all of them. */
export const panels = ['executions', 'execution', 'detail'] as const;
export type Panel = (typeof panels)[number];

/** The id of the element that shows one execution, or one actor. */
export const mainId = 'main';

export type DialogName = 'keys' | 'breakpoints' | 'fork';

/** The dialogs and panes of the page that are open. */
export interface ViewState {
  readonly tab: ReadonlySignal<ViewId>;
  readonly panel: ReadonlySignal<Panel>;
  readonly dialog: ReadonlySignal<DialogName | undefined>;
  showTab(tab: ViewId): void;
  showPanel(panel: Panel): void;
  /** Shows what was chosen in a list, where the list does not stay beside it; the tabs of the panels lead back. */
  showChosen(): void;
  open(dialog: DialogName | undefined): void;
  /** Shows the panel of a field, and puts the focus there. */
  focus(where: 'timeline' | 'executions', id: string): void;
  copyLink(): void;
}

export function createView(store: Store): ViewState {
  const tab = signal<ViewId>('timeline');
  const panel = signal<Panel>('execution');
  const dialog = signal<DialogName | undefined>(undefined);
  return {
    tab,
    panel,
    dialog,
    showTab: (next) => {
      tab.value = next;
      panel.value = 'execution';
    },
    showPanel: (next) => {
      panel.value = next;
    },
    showChosen: () => {
      panel.value = 'execution';
      // The focus does not stay in a list that is hidden.
      requestAnimationFrame(() => {
        const { activeElement } = document;
        if (activeElement?.checkVisibility() !== true || activeElement === document.body) focused(mainId);
      });
    },
    open: (name) => {
      dialog.value = name;
    },
    focus: (where, id) => {
      panel.value = where === 'timeline' ? 'execution' : 'executions';
      if (where === 'timeline') tab.value = 'timeline';
      // At once where it shows already: what is typed next belongs into it, not to the keys of the page.
      if (!focused(id)) requestAnimationFrame(() => focused(id));
    },
    copyLink: () => {
      navigator.clipboard.writeText(location.href).then(
        () => store.tell('info', 'The link to this step is copied.'),
        () => store.tell('info', `Copy the link yourself: ${location.href}`),
      );
    },
  };
}

function focused(id: string): boolean {
  const field = document.getElementById(id);
  field?.focus();
  return field !== null && document.activeElement === field;
}
