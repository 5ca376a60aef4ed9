import type { JSX } from 'preact';

import type { Tab } from '../shell/view.ts';

const labels: Readonly<Record<Tab, string>> = {
  timeline: 'Timeline',
  sequence: 'Sequence',
  totals: 'Totals',
  compare: 'Compare',
};

export interface TabBarProps {
  readonly shown: Tab;
  readonly tabs: readonly Tab[];
  readonly onShow: (tab: Tab) => void;
}

export function TabBar({ shown, tabs, onShow }: TabBarProps): JSX.Element {
  const onKeyDown = ({ key, currentTarget }: KeyboardEvent) => {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    const next = tabs[(tabs.indexOf(shown) + step + tabs.length) % tabs.length];
    if (step === 0 || next === undefined) return;
    onShow(next);
    if (currentTarget instanceof HTMLElement) currentTarget.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Views of the execution" onKeyDown={onKeyDown}>
      {tabs.map((tab) => {
        const isShown = shown === tab;
        return (
          <button
            key={tab}
            id={`tab-${tab}`}
            type="button"
            role="tab"
            aria-selected={isShown}
            aria-controls="tab-panel"
            tabIndex={isShown ? 0 : -1}
            onClick={() => onShow(tab)}
          >
            {labels[tab]}
          </button>
        );
      })}
    </div>
  );
}
