import { randomId } from '../platform/node.ts';
import { agentIdAt } from '../machines/agentIdAt.ts';
import { standingAfter, standingOf, type Standing } from '../machines/fold.ts';
import type { MachineEvent } from '../machines/occurrence.ts';
import { plainCopy } from '../machines/plainData.ts';
import { isoTime } from '../machines/time.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { ConcurrentExecutionError, ExecutionHeldError, isTakenElsewhere } from '../memory/errors.ts';
import type { Clock } from '../time/clock.ts';
import { free } from '../services/free.ts';
import { normalizeExecution } from '../services/normalize.ts';
import type { Audiences, Followed, Observation } from '../run/audiences.ts';
import { assertWaiting, invalidResponse } from './answering.ts';
import { cancellation } from './cancelling.ts';
import type { ForkOptions, HumanResponse, ResumeOptions } from './continuation.ts';
import { endOf } from '../run/ends.ts';
import { ExecutionCancelledError, ExecutionExistsError, NotWaitingError } from '../run/errors.ts';
import { limitsFrom } from '../run/executionLimits.ts';
import type { Executions, Ladder } from '../run/executions.ts';
import type { HandoffResult } from '../run/result.ts';
import type { RunEnd } from '../run/runOptions.ts';
import { ladderFor, ontoCurrent } from './onto.ts';
import type { Settle } from './settling.ts';
import { changedEvent, forkStanding } from './standings.ts';
import type { InTurn } from './turns.ts';
import { answerEvent, lapseEvent } from '../run/wait.ts';
import type { Waits } from '../run/waits.ts';

export interface ContinuationsOptions {
  readonly executions: Executions;
  readonly audiences: Audiences;
  readonly waits: Waits<ResumeOptions>;
  readonly settle: Settle;
  readonly inTurn: InTurn;
  readonly clock: Clock;
  /** The most UTF-16 units of each text of an answer. Default 262,144. */
  readonly maxTextLength?: number | undefined;
  /** The pattern's tiers at the moment. */
  readonly ladder: () => Ladder;
  /** Those that it had before tiers were added. */
  readonly earlier: () => readonly Ladder[];
}

/** The operations on one execution that is in memory already. */
export interface OneByOne {
  resume(executionId: string, options: ResumeOptions): Promise<HandoffResult>;
  fork(executionId: string, options: ForkOptions): Promise<HandoffResult>;
  respond(executionId: string, response: HumanResponse, options: ResumeOptions): Promise<HandoffResult>;
  cancel(executionId: string, reason?: string): Promise<boolean>;
  /** Goes on with a stored execution; without an observation for those who await it already. */
  takeUp(executionId: string, options: ResumeOptions, observation?: Observation): Promise<Followed | undefined>;
}

/** How often an execution is read again because another process wrote a record meanwhile. */
const attempts = 3;

export function createContinuations(options: ContinuationsOptions): OneByOne {
  const { executions, audiences, waits, settle, inTurn, clock, maxTextLength, ladder, earlier } = options;

  /** Tells the callers here what an execution that this process does not run has come to. */
  async function conclude(executionId: string, end: RunEnd, options: ResumeOptions): Promise<void> {
    if (end.type === 'over') await audiences.of(executionId).tell({ type: 'result', result: end.result });
    settle(executionId, end, options);
  }

  /** The tiers of this pattern that an execution goes on with: those that it had when it was begun, though others were added. */
  function ownLadder(records: readonly TransitionRecord[], { onto }: ResumeOptions): Ladder {
    return ladderFor(records, { current: ladder(), earlier: earlier() }, onto);
  }

  /** Works on what is stored; once more where another process has written meanwhile. */
  async function onRecords<T>(
    executionId: string,
    work: (records: readonly TransitionRecord[]) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const records = await executions.recordsOf(executionId);
      try {
        return await work(records);
      } catch (error) {
        if (!ConcurrentExecutionError.isInstance(error) || attempt === attempts) throw error;
      }
    }
  }

  async function goOn(
    records: readonly TransitionRecord[],
    standing: Standing,
    options: ResumeOptions,
    observation: Observation | undefined,
  ): Promise<Followed | undefined> {
    const { executionId } = standing.snapshot.context;
    const going = {
      ladder: ownLadder(records, options),
      standing,
      last: records.at(-1),
      holding: executions.claim(executionId),
    };
    const followed = await executions.continueFrom(going, observation);
    waits.end(executionId);
    return followed;
  }

  function takeUp(executionId: string, options: ResumeOptions, observation?: Observation) {
    executions.assertReady(executionId, observation);
    return onRecords(executionId, async (records) => {
      const standing = standingOf(records);
      const end = endOf(standing);
      const now = clock.now();
      const lapses = end?.type === 'waiting' && end.due <= now;
      // Under other tiers the person who is asked there is asked anew.
      const moved = end === undefined || end.type === 'waiting' ? onto(standing, options) : standing;
      if (end !== undefined && !lapses && moved === standing) {
        if (end.type === 'waiting') ownLadder(records, options);
        const followed = observation && audiences.follow(executionId, observation);
        await conclude(executionId, end, options);
        return followed;
      }
      const event: MachineEvent = lapses ? lapseOf(moved, now) : { type: 'resume', timestamp: isoTime(now) };
      return goOn(records, standingAfter(moved, event), options, observation);
    });
  }

  /** The standing under the tiers and the policy that it is to go on with. */
  function onto(standing: Standing, options: ResumeOptions): Standing {
    return options.onto === 'current' ? ontoCurrent(standing, ladder(), clock.now()) : standing;
  }

  async function settled(followed: Promise<Followed | undefined>): Promise<HandoffResult> {
    const { settled: result } = (await followed) ?? {};
    if (result === undefined) throw new TypeError('Nobody follows this execution.');
    return result;
  }

  function resume(executionId: string, options: ResumeOptions): Promise<HandoffResult> {
    const followed = inTurn(executionId, async (running) =>
      running === undefined ? takeUp(executionId, options, options) : audiences.follow(executionId, options),
    );
    return settled(followed);
  }

  /** The execution goes on with an answer, if it still waits for one. @throws NotWaitingError */
  async function answer(executionId: string, response: HumanResponse, options: ResumeOptions) {
    const normalized = normalizeExecution({ ...response, confidence: response.confidence ?? 1 }, maxTextLength);
    if (!normalized.valid) throw invalidResponse(normalized.issues);
    const { value, coercions } = normalized;
    const output = { ...value, ...free, ...(coercions.length > 0 && { coercions }) };
    let refusal: unknown;
    return onRecords(executionId, async (records) => {
      const standing = standingOf(records);
      const now = clock.now();
      assertWaiting(records, standing, now, refusal);
      try {
        const moved = onto(standing, options);
        return await goOn(records, standingAfter(moved, answerEvent(moved, output, now)), options, options);
      } catch (error) {
        refusal = error;
        if (!ExecutionHeldError.isInstance(error)) throw error;
        // The process that holds it may be going on with another answer.
        const latest = await executions.recordsOf(executionId);
        assertWaiting(latest, standingOf(latest), now, error);
        throw error;
      }
    });
  }

  return {
    takeUp,
    resume,

    fork: async (executionId, { at, event, executionId: forkId = randomId(), limits = {}, ...options }) => {
      const records = await executions.recordsOf(executionId);
      const change = changedEvent(records, at, plainCopy(event));
      const prefix = onto(forkStanding(records, at, forkId, limitsFrom(limits, clock.now())), options);
      const standing = standingAfter(prefix, change);
      const forked = inTurn(forkId, async (running) => {
        if (running !== undefined) throw new ExecutionExistsError(forkId);
        // The tiers that the copied records have: a move may come after them.
        const used = ownLadder(records.slice(0, at), options);
        const going = { ladder: used, standing, last: undefined, holding: executions.claim(forkId) };
        return executions.continueFrom(going, options).catch((error: unknown) => {
          throw isTakenElsewhere(error) ? new ExecutionExistsError(forkId, { cause: error }) : error;
        });
      });
      return settled(forked);
    },

    respond: (executionId, response, options) => {
      const answered = inTurn(executionId, async (running) => {
        if (running !== undefined) throw new NotWaitingError(executionId, 'is not waiting for a person: it runs.');
        executions.assertReady(executionId, options);
        return answer(executionId, response, options);
      });
      return settled(answered);
    },

    cancel: (executionId, reason = 'The caller cancelled it.') =>
      inTurn(executionId, async (running) => {
        if (running !== undefined) {
          const isCancelled = running.cancel(reason);
          await running.stored();
          await running.stopped;
          return isCancelled;
        }
        const isCancelled = await onRecords(executionId, async (records) => {
          const ending = cancellation(records, isoTime(clock.now()), reason);
          if (ending.length > 0) await executions.store(ending, records.at(-1));
          return ending.length > 0;
        });
        if (!isCancelled) return false;
        const error = new ExecutionCancelledError(executionId, reason);
        await conclude(executionId, { type: 'failed', error }, {});
        return true;
      }),
  };
}

function lapseOf(standing: Standing, now: number): MachineEvent {
  const { config, snapshot } = standing;
  const { tierLevel, capped } = snapshot.context;
  return lapseEvent(standing, agentIdAt(config, tierLevel, capped ? 'capped' : 'executing'), now);
}
