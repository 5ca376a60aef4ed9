// The public names of `xstate-handoff/inspector`.
export { createInspector } from './createInspector.ts';
export type { Inspector, SourceOptions } from './openInspector.ts';
export type { InspectorOptions } from './options.ts';
export type { ActorClock } from './actorClock.ts';
export type { GatedServices, Service, Services } from './gateService.ts';
export { sessionPage } from './server/page.ts';
export type { Session } from './protocol.ts';
