import type { JSX } from 'preact';

import type { ViewId } from '../views/views.ts';

export interface TabBarProps {
  readonly shown: ViewId;
  readonly tabs: readonly { readonly id: ViewId; readonly label: string }[];
  readonly onShow: (tab: ViewId) => void;
}

export function TabBar({ shown, tabs, onShow }: TabBarProps): JSX.Element {
  const onKeyDown = ({ key, currentTarget }: KeyboardEvent) => {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    const index = tabs.findIndex(({ id }) => id === shown);
    const next = tabs[(index + step + tabs.length) % tabs.length];
    if (step === 0 || next === undefined) return;
    onShow(next.id);
    if (currentTarget instanceof HTMLElement) currentTarget.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Views of the execution" onKeyDown={onKeyDown}>
      {tabs.map(({ id, label }) => {
        const isShown = shown === id;
        return (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={isShown}
            aria-controls="tab-panel"
            tabIndex={isShown ? 0 : -1}
            onClick={() => onShow(id)}
          >
            {label}
          </button>
        );
      })}
    </div>
  );
}
