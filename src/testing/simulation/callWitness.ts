import { capLevelFor } from '../../machines/policy.ts';
import { isoTime } from '../../machines/time.ts';
import type { HandoffConfig } from '../../machines/types.ts';
import { phaseOf } from '../../machines/stateName.ts';
import { calledTier, neverAboveMaxTier } from '../invariants/callInvariants.ts';
import { recordSaysWhatHappened } from '../invariants/recordInvariant.ts';
import { isOver, keepsCall, viewOf, type Ledger, type SimulatedCall } from './ledger.ts';
import { leaseAt } from './leaseWitness.ts';
import type { Life } from './life.ts';
import {
  allHandedBack,
  callInTime,
  calledOnce,
  holdersCall,
  oneCallAtATime,
  oneWinner,
  writeAhead,
  type Report,
} from './simulationInvariants.ts';

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
  left(ledger: Ledger, now: number): void;
}

export interface CallWitnessOptions {
  readonly config: HandoffConfig;
  /** Milliseconds a call may take; `undefined`: for ever. */
  readonly callTimeoutMs: number | undefined;
  /** Every process that there was, by its id. */
  readonly lives: ReadonlyMap<string, Life>;
  readonly report: Report;
}

export function createCallWitness({ config, callTimeoutMs, lives, report }: CallWitnessOptions): CallWitness {
  let number = 0;

  /** A time of the world by the clock of a process, which is what that process goes by. */
  const ownTime = (processId: string, time: number) => time + (lives.get(processId)?.skewMs ?? 0);

  /** Whether a process may call now, as far as others are concerned. */
  function checkHolder(ledger: Ledger, { processId, seq, human, startedAt }: SimulatedCall, what: string): void {
    if (lives.get(processId)?.draining !== 'no' && !viewOf(ledger, processId).takesUp)
      report(allHandedBack, ledger, `${what}, and it is suspended.`);
    const holder = leaseAt(ledger, startedAt)?.owner;
    // Of a cancellation elsewhere its holder learns with its next write, or when it renews.
    const isCancelledElsewhere = isOver(ledger) && ledger.writers.at(-1) !== processId;
    if (holder !== processId && !isCancelledElsewhere) {
      report(holdersCall, ledger, `${what}, and ${holder ?? 'nobody'} holds the execution.`);
    }
    if (human) return;
    const twin = ledger.calls.find((call) => call.seq === seq && !call.human && goesOn(ledger, call));
    if (twin === undefined) return;
    report(oneCallAtATime, ledger, `${what}, and call ${twin.number} of ${twin.processId} is under way.`);
  }

  /** Whether a call is under way that its process has not lost through no doing of its own. */
  function goesOn(ledger: Ledger, { ended, abortedAt, processId }: SimulatedCall): boolean {
    const life = lives.get(processId);
    const { grantedAt, unsure } = viewOf(ledger, processId);
    return !ended && abortedAt === undefined && life?.alive === true && !unsure && life.stalledUntil < grantedAt;
  }

  function check(ledger: Ledger, call: SimulatedCall): void {
    const { processId, seq, kind, tierLevel } = call;
    const view = viewOf(ledger, processId);
    const record = ledger.records[seq];
    const what = `${processId} calls tier ${tierLevel} to ${kind} because of record ${seq}`;
    const startedAt = ownTime(processId, call.startedAt);
    if (view.lost) report(oneWinner, ledger, `${what}, and its last write was refused or failed.`);
    if (record === undefined || seq >= view.known) {
      report(writeAhead, ledger, `${what}, and it does not know that to be stored.`);
      return;
    }
    const phase = phaseOf(record.to);
    const fits = calledTier(record.to) === tierLevel && (phase === 'evaluating') === (kind === 'evaluate');
    if (!fits || keepsCall.has(record.event.type)) {
      report(writeAhead, ledger, `${what}, which leads to ${record.to} on '${record.event.type}'.`);
    }
    const later = ledger.records.slice(seq + 1, view.known).find(({ event }) => !keepsCall.has(event.type));
    if (later !== undefined) report(calledOnce, ledger, `${what}, and record ${later.seq} says that it ended.`);
    if (view.called.has(seq)) report(calledOnce, ledger, `${what}, and made that call already.`);
    view.called.add(seq);
    checkHolder(ledger, call, what);
    const cap = capLevelFor(config.tiers, ledger.plan.limits.maxTier) ?? 0;
    if (tierLevel > cap) report(neverAboveMaxTier, ledger, `${what}, and the highest allowed tier is ${cap}.`);
    const notBefore = ledger.snapshots[seq]?.context.notBefore ?? null;
    if (notBefore !== null && startedAt < Date.parse(notBefore)) {
      report(callInTime, ledger, `${what} before ${notBefore}.`);
    }
    const deadline = ledger.input?.limits?.deadline;
    if (deadline !== undefined && startedAt > Date.parse(deadline)) {
      report(callInTime, ledger, `${what} at ${isoTime(startedAt)}, after the deadline ${deadline}.`);
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

    left: (ledger, now) => {
      const deadline = ledger.input?.limits?.deadline;
      for (const { ended, abortedAt = now, abortSignal, processId, human, startedAt, number, seq } of ledger.calls) {
        const life = lives.get(processId);
        if (life === undefined) continue;
        const stoodStill = life.stalledUntil >= startedAt;
        const lasted = abortedAt - startedAt;
        if (abortSignal.aborted && !human && !stoodStill && callTimeoutMs !== undefined && lasted > callTimeoutMs) {
          const what = `Call ${number} of ${processId}, because of record ${seq},`;
          report(callInTime, ledger, `${what} was aborted after more than ${callTimeoutMs} ms.`);
        }
        // Once a person has been asked, nobody waits for the call: the answer is recorded in its place.
        if (ended || human || abortSignal.aborted || !life.alive) continue;
        const what = `Call ${number} of ${processId}, because of record ${seq}, still runs since ${isoTime(startedAt)}`;
        if (deadline !== undefined && ownTime(processId, now) > Date.parse(deadline)) {
          report(callInTime, ledger, `${what}, and the time of the execution was over at ${deadline}.`);
        }
        if (isOver(ledger)) {
          report(callInTime, ledger, `${what}, and the execution is over.`);
        }
        if (callTimeoutMs !== undefined && now > startedAt + callTimeoutMs) {
          report(callInTime, ledger, `${what} after more than ${callTimeoutMs} ms.`);
        }
      }
    },
  };
}
