import type { ForkOptions, HumanResponse } from '../../src/continue/continuation.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import type { LiveTail } from './liveTail.ts';

/** The actions on the executions of a source; an absent one cannot be done there. */
export interface SourceControl {
  /** False: no agent answers calls there, so that each is answered from a record or by hand. */
  readonly mayCall: boolean;
  readonly fork?: (executionId: string, options: ForkOptions) => Promise<unknown>;
  readonly cancel?: (executionId: string, reason?: string) => Promise<boolean>;
  readonly respond?: (executionId: string, response: HumanResponse) => Promise<unknown>;
  readonly resume?: (executionId: string) => Promise<unknown>;
}

/** Where executions come from. */
export interface ExecutionSource {
  readonly name: string;
  readonly memory: Pick<SharedMemory, 'list' | 'read'>;
  /** Others may write to the memory: look again and again while a viewer watches. */
  readonly polls: boolean;
  /** The executions that run in this process; absent: none does. */
  readonly tail?: LiveTail;
  /** A note about it for the person at the page. */
  readonly note?: string | undefined;
  /** Absent: read only. */
  readonly control?: SourceControl;
}
