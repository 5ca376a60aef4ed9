import type { TransitionRecord } from './executionTypes.ts';

/** What an exported page, or a session file, holds. `handoff inspect session.json` opens it too. */
export interface Session {
  readonly format: 'xstate-handoff-session';
  readonly version: 1;
  readonly title: string;
  readonly executions: readonly (readonly TransitionRecord[])[];
  /** What the reader should see first. */
  readonly focus?: { readonly executionId: string; readonly seq: number };
  /** What somebody wants to say about it, such as which invariant failed. Markdown. */
  readonly note?: string;
}
