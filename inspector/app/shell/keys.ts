import type { ViewState } from './view.ts';
import { nothingToHold } from '../state/steppingKeys.ts';
import type { Store } from '../state/store.ts';
import { views } from '../views/views.ts';
import { nextTheme } from './theme.ts';

/** A key that works wherever no text is written. */
export interface KeyBinding {
  readonly key: string;
  /** As people read it. */
  readonly label: string;
  readonly what: string;
  run(store: Store, view: ViewState): void;
}

export const keyBindings: readonly KeyBinding[] = [
  { key: 'ArrowLeft', label: '←', what: 'Step back', run: (store) => store.moveBy(-1) },
  { key: 'ArrowRight', label: '→', what: 'Step forward', run: (store) => store.moveBy(1) },
  { key: 'Home', label: 'Home', what: 'First step', run: (store) => store.moveTo(0) },
  { key: 'End', label: 'End', what: 'Last step', run: (store) => store.moveBy(Number.POSITIVE_INFINITY) },
  { key: 'f', label: 'f', what: 'Follow the end, live', run: (store) => store.moveTo(null) },
  { key: '[', label: '[', what: 'Execution above', run: (store) => store.selectNeighbour(-1) },
  { key: ']', label: ']', what: 'Execution below', run: (store) => store.selectNeighbour(1) },
  {
    key: '/',
    label: '/',
    what: 'Filter the timeline',
    run: (_store, view) => view.focus('timeline', 'timeline-filter'),
  },
  {
    key: 'e',
    label: 'e',
    what: 'Search the executions',
    run: (_store, view) => view.focus('executions', 'execution-search'),
  },
  ...views.map(({ id, label, key }): KeyBinding => ({
    key,
    label: key,
    what: label,
    run: (_, view) => view.showTab(id),
  })),
  { key: 's', label: 's', what: 'Step: let the held call run', run: (store) => store.stepOn() },
  { key: 'p', label: 'p', what: 'Pause before every call, or go on', run: (store) => store.togglePause() },
  {
    key: 'b',
    label: 'b',
    what: 'Breakpoints',
    run: (store, view) => (store.canStep.value ? view.open('breakpoints') : store.tell('info', nothingToHold)),
  },
  { key: 'c', label: 'c', what: 'Copy a link to this step', run: (_store, view) => view.copyLink() },
  { key: 't', label: 't', what: 'Theme: system, light, dark', run: () => nextTheme() },
  { key: '?', label: '?', what: 'This sheet', run: (_store, view) => view.open('keys') },
];

/** Keys of the places where lists and fields have the focus. */
export const localKeys: readonly Pick<KeyBinding, 'label' | 'what'>[] = [
  { label: '↑ ↓', what: 'In a list: the line above or below' },
  { label: '← → Enter', what: 'In the chart: go along its steps, and show one' },
  { label: 'Shift ↑ ↓', what: 'In the executions: count their paths together' },
  { label: 'Esc', what: 'Close a dialog' },
];

/** Listens to the keys, except where they write text, move a control, or a dialog is open. */
export function listenToKeys(store: Store, view: ViewState): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTaken(event)) return;
    const binding = keyBindings.find(({ key }) => key === event.key);
    if (binding === undefined) return;
    event.preventDefault();
    binding.run(store, view);
  });
}

function isTaken({ target, key }: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]') !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === 'range')
    return key.startsWith('Arrow') || key === 'Home' || key === 'End';
  if (target.role === 'tab') return key.startsWith('Arrow');
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
