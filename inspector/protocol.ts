// The messages between the relay and the page: one JSON object per WebSocket message.
import type { CallVerdict } from '../src/run/observer.ts';
import type { PendingCall } from '../src/machines/pendingCall.ts';
import type { ForkEvent } from '../src/continue/standings.ts';
import type { HumanResponse } from '../src/continue/continuation.ts';
import type { TransitionRecord } from '../src/machines/executionTypes.ts';
import type { ForkOrigin, JsonValue } from '../src/machines/types.ts';
import type { ExecutionSummary } from '../src/memory/sharedMemory.ts';

export type { Session } from '../src/machines/session.ts';

/** Raised with every change that an older page or relay would misread. */
export const protocolVersion = 1;

/** Where executions come from: an attached pattern, a memory opened for reading, or a file. */
export interface Source {
  readonly sourceId: string;
  readonly name: string;
  /** Nothing can be run, answered or cancelled there. Forks of its executions go to a source of their own, and never call. */
  readonly readOnly: boolean;
  /** There are more executions: only so many, the newest, are listed. */
  readonly newestOnly?: number;
}

/** An execution in the list. */
export interface ListedExecution extends ExecutionSummary {
  readonly sourceId: string;
  /** It runs in the process that the relay belongs to. */
  readonly live: boolean;
  /** US dollars so far; `null`: not known. */
  readonly costUsd: number | null;
  /** It is completed, and the answer is the best effort of the highest tier that it was allowed. */
  readonly capped: boolean;
  /** How many of its calls failed. */
  readonly failedCalls: number;
  /** The messages of those failures, as far as they fit. */
  readonly failureText: string;
  /** Of a fork: the execution that it parted from, and at which record. */
  readonly forkedFrom?: ForkOrigin;
}

/** A call that is held before it is made, until a verdict comes. */
export interface PausedCall {
  readonly executionId: string;
  readonly sourceId: string;
  readonly call: PendingCall;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Why it is held. */
  readonly reason: 'pause' | 'step' | 'breakpoint' | 'mock';
}

/** Where to hold calls, whether or not everything is paused. All conditions that are given must hold. */
export interface Breakpoint {
  readonly breakpointId: string;
  readonly enabled: boolean;
  readonly tierLevel?: number;
  readonly kind?: PendingCall['kind'];
  /** US dollars spent so far by the execution are above this, or not known. */
  readonly costAbove?: number;
  /** The last answer's confidence is below this, 0..1. */
  readonly confidenceBelow?: number;
}

/**
 * How calls are held. `pause`: every call; `run`: those at a breakpoint only. Setting `run` lets everything go that is
 * held, but for the calls that wait for a mock; changing breakpoints meanwhile lets nothing go.
 */
export interface Stepping {
  readonly mode: 'run' | 'pause';
  readonly breakpoints: readonly Breakpoint[];
}

/** An actor of any XState 5 machine that is not one of ours. */
export interface ForeignActor {
  readonly sessionId: string;
  readonly name: string;
  readonly parentId?: string;
  /** `machine.definition` as XState gives it; absent where the logic is not a machine. */
  readonly definition?: JsonValue;
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  /** Events can be sent to it from the page. Absent: they cannot. */
  readonly takesEvents?: true;
}

/** One thing that happened to a foreign actor: an event it got, the snapshot it came to, or both. */
export interface ForeignStep {
  /** 0, 1, 2, … within an actor. */
  readonly index: number;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly event: { readonly type: string } & { readonly [key: string]: JsonValue };
  /** `value`, `context`, `status`, `output`, `error`, as far as the actor has them. */
  readonly snapshot?: {
    readonly value?: JsonValue;
    readonly context?: JsonValue;
    readonly status?: string;
    readonly output?: JsonValue;
    readonly error?: JsonValue;
  };
}

/** From the relay to the page. Right after the connection: `hello`, then everything there is, then what happens. */
export type ServerMessage =
  | {
      readonly type: 'hello';
      readonly protocolVersion: number;
      readonly title: string;
      readonly sources: readonly Source[];
      readonly stepping: Stepping;
    }
  | { readonly type: 'sources'; readonly sources: readonly Source[] }
  /** New and changed entries of the list. */
  | { readonly type: 'executions'; readonly executions: readonly ListedExecution[] }
  | { readonly type: 'removed'; readonly sourceId: string; readonly executionIds: readonly string[] }
  /** Records in order. `from` is the `seq` of the first; a page that misses some asks with `open`. */
  | {
      readonly type: 'records';
      readonly sourceId: string;
      readonly executionId: string;
      readonly from: number;
      readonly records: readonly TransitionRecord[];
    }
  | {
      readonly type: 'text-delta';
      readonly sourceId: string;
      readonly executionId: string;
      readonly tierLevel: number;
      readonly delta: string;
    }
  /** The text of the call so far does not count: a repeated call writes it anew, or none does. */
  | {
      readonly type: 'text-reset';
      readonly sourceId: string;
      readonly executionId: string;
      readonly tierLevel: number;
    }
  /** All calls that are held at the moment. */
  | { readonly type: 'paused'; readonly calls: readonly PausedCall[] }
  | { readonly type: 'stepping'; readonly stepping: Stepping }
  | { readonly type: 'actors'; readonly actors: readonly ForeignActor[] }
  | { readonly type: 'steps'; readonly sessionId: string; readonly steps: readonly ForeignStep[] }
  /** The outcome of a command. */
  | { readonly type: 'reply'; readonly commandId: number; readonly ok: true; readonly value?: JsonValue }
  | { readonly type: 'reply'; readonly commandId: number; readonly ok: false; readonly error: string }
  /** The buffer overflowed, or a source failed: what people should know. */
  | { readonly type: 'notice'; readonly level: 'info' | 'error'; readonly message: string };

/** How a fork goes on after its change. */
export type ForkContinuation =
  /** The outputs of the parent's calls of the same tier and kind; where it has none left, calls are held for a mock. */
  | 'recorded'
  /** Every call is held, so that its answer can be written by hand. */
  | 'mocked'
  | 'live';

/** A request of the page. */
export type Command =
  /** Look for an execution that is not listed. Replies with whether there is one; it is listed then, for as long as it is there. */
  | { readonly type: 'find'; readonly executionId: string }
  /** Send all records of an execution, and follow it. */
  | { readonly type: 'open'; readonly sourceId: string; readonly executionId: string }
  | { readonly type: 'set-stepping'; readonly stepping: Stepping }
  /** Decide one held call. In mode `pause` the next call of the execution is held again: that is a step. */
  | { readonly type: 'verdict'; readonly executionId: string; readonly callId: string; readonly verdict: CallVerdict }
  | { readonly type: 'cancel'; readonly sourceId: string; readonly executionId: string; readonly reason?: string }
  | {
      readonly type: 'respond';
      readonly sourceId: string;
      readonly executionId: string;
      readonly response: HumanResponse;
    }
  /** Replies with `{ executionId, sourceId }` of the fork as soon as it is stored. */
  | {
      readonly type: 'fork';
      readonly sourceId: string;
      readonly executionId: string;
      readonly at: number;
      readonly event: ForkEvent;
      readonly continuation: ForkContinuation;
    }
  /** Go on with an execution that is not over and does not run here. */
  | { readonly type: 'resume'; readonly sourceId: string; readonly executionId: string }
  /** Send an event to a foreign actor. */
  | { readonly type: 'send'; readonly sessionId: string; readonly event: { readonly type: string } }
  /** Replies with the text of a self-contained HTML page of these executions. */
  | { readonly type: 'export'; readonly executionIds: readonly string[] };

/** From the page to the relay. */
export type ClientMessage = { readonly commandId: number; readonly command: Command };
