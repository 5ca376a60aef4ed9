import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import type { ForeignActor, ForeignStep, ListedExecution, PausedCall, Source, Stepping } from '../../protocol.ts';

/** An execution's key in the page: two sources may hold the same execution. */
export type ExecutionKey = string;

/** The text that a tier is writing, before its answer is recorded. */
export interface Speech {
  readonly tierLevel: number;
  readonly text: string;
}

export interface Notice {
  readonly level: 'info' | 'error';
  readonly message: string;
}

/** Everything that the page knows: what messages have made of nothing. */
export interface InspectorState {
  readonly title: string;
  readonly sources: readonly Source[];
  readonly executions: ReadonlyMap<ExecutionKey, ListedExecution>;
  readonly records: ReadonlyMap<ExecutionKey, readonly TransitionRecord[]>;
  readonly speech: ReadonlyMap<ExecutionKey, Speech>;
  readonly stepping: Stepping;
  readonly paused: readonly PausedCall[];
  readonly actors: ReadonlyMap<string, ForeignActor>;
  readonly steps: ReadonlyMap<string, readonly ForeignStep[]>;
  readonly notices: readonly Notice[];
}

export const emptyState: InspectorState = {
  title: '',
  sources: [],
  executions: new Map(),
  records: new Map(),
  speech: new Map(),
  stepping: { mode: 'run', breakpoints: [] },
  paused: [],
  actors: new Map(),
  steps: new Map(),
  notices: [],
};

export function keyOf({ sourceId, executionId }: Pick<ListedExecution, 'sourceId' | 'executionId'>): ExecutionKey {
  return `${sourceId}\n${executionId}`;
}

/** Sources that the page opened by itself, from a file: a relay that says hello again does not know them. */
export function isFile(sourceId: string): boolean {
  return sourceId.startsWith('file:');
}
