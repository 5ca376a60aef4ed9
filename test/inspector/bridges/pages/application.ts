// An application's page. What the test calls stands on the global object.
import { createBrowserInspector } from '@statelyai/inspect';
import { createActor, type InspectionEvent } from 'xstate';

import {
  connectXState4Window,
  createXState4Bridge,
  inspectForStately,
  statelyWindow,
} from '../../../../inspector/index.ts';
import { playerMachine, startEscalation } from '../actors.ts';
import type { PageWindow } from './window.ts';

declare const window: PageWindow;

function start(inspect: (inspected: InspectionEvent) => void): void {
  startEscalation(inspect);
  Reflect.set(globalThis, 'player', createActor(playerMachine, { id: 'player', inspect }).start());
}

function startInspected(inspector: ReturnType<typeof createBrowserInspector>): void {
  Reflect.set(globalThis, 'inspector', inspector);
  start((inspected) => inspector.inspect.next?.(inspected));
}

Object.assign(globalThis, {
  openXState4Receiver: (url: string) => {
    const bridge = createXState4Bridge();
    connectXState4Window({ bridge, own: window, peer: window.open(url), origin: new URL(url).origin });
    start(bridge.inspect);
  },
  openStatelyReceiver: (url: string) => {
    const { send } = statelyWindow({ own: window, peer: window.open(url), origin: new URL(url).origin });
    start(inspectForStately(send));
  },
  openWithOfficialInspector: (url: string) => {
    startInspected(createBrowserInspector({ url }));
  },
  frameWithOfficialInspector: (url: string) => {
    startInspected(createBrowserInspector({ url, iframe: Reflect.get(globalThis, 'frame') }));
  },
});
