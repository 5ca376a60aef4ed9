// The public names of `xstate-handoff/inspector`.
export type { Session } from './protocol.ts';
export { inspectForStately } from './bridges/stately/inspectForStately.ts';
export { statelySocket } from './bridges/stately/statelySocket.ts';
export { statelyWindow } from './bridges/stately/statelyWindow.ts';
export { createXState4Bridge } from './bridges/xstate4/createXState4Bridge.ts';
export { connectXState4Window } from './bridges/xstate4/connectXState4Window.ts';
