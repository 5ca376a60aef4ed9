import { capLevelFor } from '../../machines/policy.ts';
import { isoTime } from '../../machines/time.ts';
import type { HandoffConfig } from '../../machines/types.ts';
import { phaseOf } from '../../machines/stateName.ts';
import { calledTier, neverAboveMaxTier } from '../invariants/callInvariants.ts';
import { recordSaysWhatHappened } from '../invariants/recordInvariant.ts';
import { isOver, viewOf, type Ledger, type SimulatedCall } from './ledger.ts';
import { callInTime, calledOnce, oneWinner, writeAhead, type Report } from './simulationInvariants.ts';

/** A call as it reaches an agent. */
export interface ArrivingCall extends Omit<
  SimulatedCall,
  'number' | 'executionId' | 'seq' | 'abortedAt' | 'ended' | 'said'
> {
  readonly task: string;
}

/** Sees every call that reaches an agent. */
export interface CallWitness {
  called(ledger: Ledger, call: ArrivingCall, idempotencyKey: string | undefined): SimulatedCall;
  /** At the end of the world: which calls were left running. */
  left(ledger: Ledger, now: number, isAlive: (processId: string) => boolean): void;
}

export interface CallWitnessOptions {
  readonly config: HandoffConfig;
  /** Milliseconds a call may take; `undefined`: for ever. */
  readonly callTimeoutMs: number | undefined;
  readonly report: Report;
}

export function createCallWitness({ config, callTimeoutMs, report }: CallWitnessOptions): CallWitness {
  let number = 0;

  function check(ledger: Ledger, call: SimulatedCall): void {
    const { processId, seq, kind, tierLevel } = call;
    const view = viewOf(ledger, processId);
    const record = ledger.records[seq];
    const what = `${processId} calls tier ${tierLevel} to ${kind} because of record ${seq}`;
    if (view.lost) report(oneWinner, ledger, `${what}, and its last write was refused or failed.`);
    if (record === undefined || seq >= view.known) {
      report(writeAhead, ledger, `${what}, and it does not know that to be stored.`);
      return;
    }
    const phase = phaseOf(record.to);
    const fits = calledTier(record.to) === tierLevel && (phase === 'evaluating') === (kind === 'evaluate');
    if (!fits || record.event.type === 'wait' || record.event.type === 'resume') {
      report(writeAhead, ledger, `${what}, which leads to ${record.to} on '${record.event.type}'.`);
    }
    const later = ledger.records.slice(seq + 1, view.known).find(({ event }) => !keepsCall.has(event.type));
    if (later !== undefined) report(calledOnce, ledger, `${what}, and record ${later.seq} says that it ended.`);
    if (view.called.has(seq)) report(calledOnce, ledger, `${what}, and made that call already.`);
    view.called.add(seq);
    const cap = capLevelFor(config.tiers, ledger.plan.limits.maxTier) ?? 0;
    if (tierLevel > cap) report(neverAboveMaxTier, ledger, `${what}, and the highest allowed tier is ${cap}.`);
    const notBefore = ledger.snapshots[seq]?.context.notBefore ?? null;
    if (notBefore !== null && call.startedAt < Date.parse(notBefore)) {
      report(callInTime, ledger, `${what} before ${notBefore}.`);
    }
    const deadline = ledger.input?.limits?.deadline;
    if (deadline !== undefined && call.startedAt > Date.parse(deadline)) {
      report(callInTime, ledger, `${what} at ${isoTime(call.startedAt)}, after the deadline ${deadline}.`);
    }
  }

  return {
    called: (ledger, { task, ...arriving }, idempotencyKey) => {
      const { executionId } = ledger.plan;
      const seq = Number(/:(\d+)$/.exec(idempotencyKey ?? '')?.[1] ?? -1);
      number += 1;
      const call: SimulatedCall = {
        ...arriving,
        number,
        executionId,
        seq,
        abortedAt: undefined,
        ended: false,
        said: undefined,
      };
      if (task !== ledger.plan.task) report(recordSaysWhatHappened, ledger, `An agent is given the task '${task}'.`);
      check(ledger, call);
      ledger.calls.push(call);
      return call;
    },

    left: (ledger, now, isAlive) => {
      const deadline = ledger.input?.limits?.deadline;
      for (const { ended, abortedAt = now, abortSignal, processId, human, startedAt, number, seq } of ledger.calls) {
        if (abortSignal.aborted && !human && callTimeoutMs !== undefined && abortedAt - startedAt > callTimeoutMs) {
          const what = `Call ${number} of ${processId}, because of record ${seq},`;
          report(callInTime, ledger, `${what} was aborted after more than ${callTimeoutMs} ms.`);
        }
        // Once a person has been asked, nobody waits for the call: the answer is recorded in its place.
        if (ended || human || abortSignal.aborted || !isAlive(processId)) continue;
        const what = `Call ${number} of ${processId}, because of record ${seq}, still runs since ${isoTime(startedAt)}`;
        if (deadline !== undefined && now > Date.parse(deadline)) {
          report(callInTime, ledger, `${what}, and the time of the execution was over at ${deadline}.`);
        }
        if (isOver(ledger) && ledger.writers.at(-1) === processId) {
          report(callInTime, ledger, `${what}, and the execution is over.`);
        }
        if (callTimeoutMs !== undefined && now > startedAt + callTimeoutMs) {
          report(callInTime, ledger, `${what} after more than ${callTimeoutMs} ms.`);
        }
      }
    },
  };
}

/** Records that leave the call in flight as it is. */
const keepsCall: ReadonlySet<string> = new Set(['wait', 'resume']);
