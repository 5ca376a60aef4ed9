import type { JSX } from 'preact';

import { ActorDetail } from '../views/actors/ActorDetail.tsx';
import { ActorView } from '../views/actors/ActorView.tsx';
import { ActorList } from '../views/actors/ActorList.tsx';
import { ExecutionDetail } from '../execution/ExecutionDetail.tsx';
import { ExecutionView } from '../execution/ExecutionView.tsx';
import { ExecutionList } from '../views/executions/ExecutionList.tsx';
import { Header } from '../header/Header.tsx';
import type { Store } from '../state/store.ts';
import { Announcer } from './Announcer.tsx';
import { Dialogs } from './Dialogs.tsx';
import { EmptyPage } from './EmptyPage.tsx';
import { Notices } from './Notices.tsx';
import { PanelTabs } from './PanelTabs.tsx';
import { mainId, type ViewState } from './view.ts';
import './layout.css';
import './narrow.css';

export function App({ store, view }: { readonly store: Store; readonly view: ViewState }): JSX.Element {
  const { executions, actors } = store.state.value;
  const selection = store.selection.value;
  const isEmpty = executions.size === 0 && actors.size === 0;
  return (
    <div class="page" data-panel={view.panel.value}>
      <Header store={store} view={view} />
      <Notices store={store} />
      {isEmpty ? (
        <EmptyPage store={store} />
      ) : (
        <>
          <PanelTabs view={view} />
          <nav class="executions" aria-label="Executions">
            {executions.size > 0 && <ExecutionList store={store} onChosen={view.showChosen} />}
            {actors.size > 0 && <ActorList store={store} onChosen={view.showChosen} />}
          </nav>
          <main id={mainId} tabIndex={-1}>
            {selection?.kind === 'actor' ? (
              <ActorView store={store} sessionId={selection.sessionId} />
            ) : (
              <ExecutionView store={store} view={view} />
            )}
          </main>
          <aside class="detail-panel" aria-label="Detail">
            {selection?.kind === 'actor' ? (
              <ActorDetail store={store} sessionId={selection.sessionId} />
            ) : (
              <ExecutionDetail store={store} view={view} />
            )}
          </aside>
        </>
      )}
      <Announcer store={store} />
      <Dialogs store={store} view={view} />
    </div>
  );
}
