// The public names of `xstate-handoff/inspector`.
export type { Session } from './protocol.ts';
