import type { ForeignActor, ForeignStep } from '../protocol.ts';

/** Where foreign actors and their steps go. It numbers the steps, and bounds how many it keeps. */
export interface ForeignSink {
  /** Makes an actor known, or says that it changed. */
  put(actor: ForeignActor): void;
  add(sessionId: string, step: Omit<ForeignStep, 'index'>): void;
  setStatus(sessionId: string, status: ForeignActor['status']): void;
}
