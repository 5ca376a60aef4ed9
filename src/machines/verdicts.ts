import type { Verdict } from './policy.ts';
import type { TierPhase } from './stateName.ts';

/** A phase in which a call is in flight. */
export type CallPhase = Exclude<TierPhase, 'escalating'>;

/** How the call of a phase can end: its service returns or throws, or the time of the execution is over. */
export type CallEnd = 'onDone' | 'onError' | 'expire';

/** The guards of the machine, each named after the rule of the policy that lets an event take its way. */
export type GuardName =
  | 'canHandle'
  | 'cannotHandle'
  | 'atCap'
  | 'aboveGate'
  | 'belowGate'
  | 'mayRetry'
  | 'mayEscalate'
  | 'limitReached';

/** A way that an event may take, and the guard that says whether it does. */
export interface Way {
  readonly to: Verdict;
  readonly guard: GuardName;
}

const atLimit: Way = { to: 'done', guard: 'limitReached' };
const again: Way = { to: 'again', guard: 'mayRetry' };
const up: Way = { to: 'escalating', guard: 'mayEscalate' };

/** The ways out of each phase, in the order in which they are tried. Where none is taken, the execution fails. */
export const waysOut: { readonly [Phase in CallPhase]: { readonly [End in CallEnd]: readonly Way[] } } = {
  evaluating: {
    onDone: [
      { to: 'executing', guard: 'canHandle' },
      { to: 'escalating', guard: 'cannotHandle' },
      { to: 'capped', guard: 'atCap' },
      atLimit,
    ],
    onError: [up, again, atLimit],
    expire: [atLimit],
  },
  executing: {
    onDone: [
      { to: 'done', guard: 'aboveGate' },
      { to: 'escalating', guard: 'belowGate' },
    ],
    onError: [up, again, atLimit],
    expire: [atLimit],
  },
  capped: {
    onDone: [{ to: 'done', guard: 'aboveGate' }],
    onError: [again, atLimit],
    expire: [atLimit],
  },
};
