// The public names of `xstate-handoff/inspector`.
export { createInspector } from './createInspector.ts';
export type { Inspector, SourceOptions } from './openInspector.ts';
export type { InspectorOptions } from './options.ts';
export type { ActorClock } from './actorClock.ts';
export type { GatedServices, Service, Services } from './gateService.ts';
export { sessionPage } from './server/page.ts';
export type { Session } from './protocol.ts';
export { inspectForStately } from './bridges/stately/inspectForStately.ts';
export { statelySocket } from './bridges/stately/statelySocket.ts';
export { statelyWindow } from './bridges/stately/statelyWindow.ts';
export { createXState4Bridge } from './bridges/xstate4/createXState4Bridge.ts';
export { connectXState4Window } from './bridges/xstate4/connectXState4Window.ts';
