import './style/tokens.css';
import './style/base.css';
import './style/marks.css';

import { render } from 'preact';

import { receiveStatelyWindow } from '../bridges/stately/receiveStatelyWindow.ts';
import { followAddress } from './shell/address.ts';
import { App } from './shell/App.tsx';
import { listenToKeys } from './shell/keys.ts';
import { listenToDrops, openText } from './shell/openFiles.ts';
import { startTheme } from './shell/theme.ts';
import { createView } from './shell/view.ts';
import { actorMessages } from './state/actorMessages.ts';
import { connect, isFromRelay, socketUrl } from './state/connection.ts';
import { oncePerFrame } from './state/oncePerFrame.ts';
import { sessionElementId } from './state/readSession.ts';
import { createStore } from './state/store.ts';

const store = createStore();
const view = createView(store);
startTheme();
followAddress(store);
listenToKeys(store, view);
listenToDrops(store);

const session = document.getElementById(sessionElementId)?.textContent;
if (session !== undefined) openText(store, session);
else if (isFromRelay(location)) {
  const connection = connect({
    url: socketUrl(location),
    onMessages: store.receive,
    onState: store.setConnection,
  });
  store.attach(connection);
} else {
  const sink = actorMessages(oncePerFrame(store.receive));
  receiveStatelyWindow({ own: window, sink, origins: [window.origin] });
}

const root = document.getElementById('app');
if (root !== null) render(<App store={store} view={view} />, root);
