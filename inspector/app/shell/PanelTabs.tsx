import type { JSX } from 'preact';

import { panels, type Panel, type ViewState } from './view.ts';

const labels: Readonly<Record<Panel, string>> = {
  executions: 'Executions',
  execution: 'Chart and timeline',
  detail: 'Detail',
};

/** Shown where the panels take turns. */
export function PanelTabs({ view }: { readonly view: ViewState }): JSX.Element {
  return (
    <div class="panel-tabs" role="group" aria-label="Panels">
      {panels.map((panel) => (
        <button
          key={panel}
          type="button"
          aria-pressed={view.panel.value === panel}
          onClick={() => view.showPanel(panel)}
        >
          {labels[panel]}
        </button>
      ))}
    </div>
  );
}
