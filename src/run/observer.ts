import type { CallReport, EditedInput, Failure } from '../machines/types.ts';
import type { CallOutput, PendingCall } from '../machines/pendingCall.ts';
import type { HandoffEvent } from './result.ts';

/**
 * The verdict on a call: it is made, perhaps with another input; its answer is given in its place; or it fails.
 * `recorded`: that is how a recorded call ended. The record says so, and keeps what that call took and cost; without it
 * the record says that it was made by hand, and free.
 */
export type CallVerdict =
  | { readonly type: 'run'; readonly input?: EditedInput }
  | { readonly type: 'return'; readonly output: CallOutput; readonly recorded?: true }
  | { readonly type: 'throw'; readonly error: Failure; readonly recorded?: CallReport };

/** Watches every execution that a pattern runs in this process, and may change its calls before they are made. */
export interface HandoffObserver {
  /** Called with every event as it happens. Nothing waits for it; where it throws, a warning is emitted. */
  onEvent?(executionId: string, event: HandoffEvent): void;
  /**
   * Decides what becomes of a call. While its promise is pending the execution's timers hold. `undefined`, at once or
   * later: the call is made as it is. `abortSignal` aborts when the execution is cancelled, and then no verdict is needed any more.
   */
  beforeCall?(
    call: PendingCall,
    options: { readonly abortSignal: AbortSignal },
  ): Promise<CallVerdict | undefined> | CallVerdict | undefined;
}
