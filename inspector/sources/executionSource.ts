import type { ForkOptions, HumanResponse } from '../../src/execution/continuation.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import type { LiveTail } from './liveTail.ts';

/** What can be done with the executions of a source; absent: it cannot be done there. */
export interface SourceControl {
  /** False: nobody answers calls there, so that each is answered from a record or by hand. */
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
  /** Others may write to the memory: look again and again while somebody watches. */
  readonly polls: boolean;
  /** What runs in this process; absent: nothing does. */
  readonly tail?: LiveTail;
  /** What somebody wants to say about it. */
  readonly note?: string | undefined;
  /** Absent: read only. */
  readonly control?: SourceControl;
}
