import { receiveStatelyWindow } from '../../../../inspector/bridges/stately/receiveStatelyWindow.ts';
import { recordedSink } from '../recordedSink.ts';
import type { PageWindow } from './window.ts';

declare const window: PageWindow;

const sink = recordedSink();
receiveStatelyWindow({ own: window, sink });
const heard: object[] = [];
window.addEventListener('message', ({ origin, data }) => heard.push({ origin, data }));
Object.assign(globalThis, { sink, heard });
