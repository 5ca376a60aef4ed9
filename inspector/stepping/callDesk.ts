import { isDeepStrictEqual } from 'node:util';

import type { Asked } from '../../src/run/gate.ts';
import type { CallVerdict } from '../../src/run/observer.ts';
import type { PendingCall } from '../../src/machines/pendingCall.ts';
import { ConfigurationError } from '../../src/machines/errors.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import type { PausedCall, Stepping } from '../protocol.ts';
import { isAtBreakpoint } from './breakpoints.ts';
import type { ForkPlans } from './forkPlans.ts';

/** Where a call comes from. */
export interface CallOrigin {
  readonly sourceId: string;
  /** False: there is no agent that could be called. */
  readonly mayCall: boolean;
  recordsOf(executionId: string): Promise<readonly TransitionRecord[]>;
  /** The call as it may be shown. */
  shown(call: PendingCall): Promise<PendingCall>;
}

/** The place where calls are held until a person decides. */
export interface CallDesk {
  readonly stepping: Stepping;
  /** Oldest first. */
  readonly paused: readonly PausedCall[];
  /**
   * With mode `run` everything that is held goes on, but for the calls that wait for a mock. Changing breakpoints while
   * the mode is `run` already lets nothing go.
   */
  setStepping(stepping: Stepping): void;
  /** Returns the fate of a call. `undefined`: it is made as it is. */
  ask(origin: CallOrigin, call: PendingCall, abortSignal: AbortSignal): Asked;
  /** @throws ConfigurationError where the call is not held, or cannot be made. */
  decide(executionId: string, callId: string, verdict: CallVerdict): void;
  /** Says that a viewer watches: calls that are to be held are held. */
  watch(): void;
  /** Says that no viewer watches any more: only calls that wait for a mock are still held. */
  release(): void;
  /** Lets go of the calls of one source. */
  drop(sourceId: string): void;
}

export interface CallDeskOptions {
  readonly paused: boolean;
  readonly plans: ForkPlans;
  /** Called after every change of `paused` or `stepping`. */
  readonly changed: (what: 'paused' | 'stepping') => void;
}

interface Held {
  readonly shown: PausedCall;
  readonly mayCall: boolean;
  readonly decide: (verdict: CallVerdict | undefined) => void;
}

export function createCallDesk({ paused, plans, changed }: CallDeskOptions): CallDesk {
  /** Oldest first. Two sources may run executions of the same name, so that an id is not enough of a key. */
  const held = new Set<Held>();
  const stepped = new Set<string>();
  let stepping: Stepping = { mode: paused ? 'pause' : 'run', breakpoints: [] };
  let watched = true;

  const holdsNothing = () => !watched || (stepping.mode === 'run' && stepping.breakpoints.length === 0);

  async function reasonFor(origin: CallOrigin, call: PendingCall): Promise<PausedCall['reason'] | undefined> {
    if (stepping.mode === 'pause') return stepped.has(call.input.executionId) ? 'step' : 'pause';
    const atBreakpoint = await isAtBreakpoint(stepping.breakpoints, call, origin.recordsOf);
    return atBreakpoint ? 'breakpoint' : undefined;
  }

  function holdsStill(reason: PausedCall['reason']): boolean {
    return reason === 'mock' || (watched && (reason === 'breakpoint' || stepping.mode === 'pause'));
  }

  function letGo(matches: (held: Held) => boolean): void {
    const going = [...held].filter(matches);
    for (const call of going) {
      held.delete(call);
      call.decide(undefined);
    }
    if (going.length > 0) changed('paused');
  }

  async function hold(
    origin: CallOrigin,
    call: PendingCall,
    reason: PausedCall['reason'],
    abortSignal: AbortSignal,
  ): Promise<CallVerdict | undefined> {
    const shown = await origin.shown(call);
    if (abortSignal.aborted || !holdsStill(reason)) return undefined;
    const { executionId } = call.input;
    const { promise, resolve } = Promise.withResolvers<CallVerdict | undefined>();
    const { sourceId, mayCall } = origin;
    const since = new Date().toISOString();
    const entry: Held = { shown: { executionId, sourceId, call: shown, since, reason }, mayCall, decide: resolve };
    held.add(entry);
    stepped.delete(executionId);
    const drop = () => letGo((other) => other === entry);
    abortSignal.addEventListener('abort', drop, { once: true });
    changed('paused');
    return promise.finally(() => abortSignal.removeEventListener('abort', drop));
  }

  async function holdIfWanted(origin: CallOrigin, call: PendingCall, abortSignal: AbortSignal) {
    const reason = await reasonFor(origin, call);
    return reason && hold(origin, call, reason, abortSignal);
  }

  return {
    get stepping() {
      return stepping;
    },
    get paused() {
      return [...held].map(({ shown }) => shown);
    },
    setStepping: (next) => {
      const wasPaused = stepping.mode === 'pause';
      const resumes = next.mode === 'run' && (wasPaused || isDeepStrictEqual(next, stepping));
      stepping = next;
      changed('stepping');
      if (!resumes) return;
      stepped.clear();
      letGo(({ shown: { reason } }) => reason !== 'mock');
    },
    ask: (origin, call, abortSignal) => {
      const planned = plans.next(call);
      if (planned === 'mock') return hold(origin, call, 'mock', abortSignal);
      if (planned !== undefined || holdsNothing()) return planned;
      return holdIfWanted(origin, call, abortSignal);
    },
    decide: (executionId, callId, verdict) => {
      const call = [...held].find(
        ({ shown }) => shown.call.input.callId === callId && shown.executionId === executionId,
      );
      if (call === undefined) {
        const message = `The call ${callId} of execution ${executionId} is not held any more.`;
        throw new ConfigurationError('callId', message);
      }
      if (verdict.type === 'run' && !(call.mayCall && call.shown.reason !== 'mock')) {
        const why = call.mayCall ? 'goes on without calls' : 'has no agent here that could be called';
        const message = `Execution ${executionId} ${why}. Give the answer of this call, or an error.`;
        throw new ConfigurationError('verdict', message);
      }
      held.delete(call);
      stepped.add(executionId);
      call.decide(verdict);
      changed('paused');
    },
    watch: () => {
      watched = true;
    },
    release: () => {
      watched = false;
      stepped.clear();
      letGo(({ shown: { reason } }) => reason !== 'mock');
      if (stepping.mode === 'run') return;
      stepping = { ...stepping, mode: 'run' };
      changed('stepping');
    },
    drop: (sourceId) => letGo(({ shown }) => shown.sourceId === sourceId),
  };
}
