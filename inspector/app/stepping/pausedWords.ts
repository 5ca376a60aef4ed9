import type { PendingCall } from '../../../src/machines/pendingCall.ts';
import type { PausedCall } from '../../protocol.ts';

const reasons: { readonly [Reason in PausedCall['reason']]: string } = {
  pause: 'everything is paused',
  step: 'stopped after one step',
  breakpoint: 'a breakpoint holds it',
  mock: 'it needs an answer by hand',
};

/** A call in words: `tier 2 · execute`. */
export function callWords({ kind, input }: PendingCall): string {
  return `tier ${input.tierLevel} · ${kind}`;
}

/** Why a call is held, in words. */
export function reasonWords({ reason }: PausedCall): string {
  return reasons[reason];
}
