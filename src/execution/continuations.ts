import { randomId } from '../platform/node.ts';
import { ConfigurationError } from '../machines/errors.ts';
import { standingAfter, standingOf, type Standing } from '../machines/fold.ts';
import { plainCopy } from '../machines/plainData.ts';
import { isoTime } from '../machines/time.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { everyExecution } from '../memory/everyExecution.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import { ConcurrentExecutionError } from '../memory/errors.ts';
import { executionQueue } from '../memory/executionQueue.ts';
import type { Clock } from '../services/clock.ts';
import { free } from '../services/free.ts';
import { normalizeExecution } from '../services/normalize.ts';
import { armDeadline } from '../services/timers.ts';
import type { Continuations, PendingExecution, ResumeOptions, ResumeOutcome } from './continuation.ts';
import { UnknownExecutionError } from './errors.ts';
import { limitsFrom } from './executionLimits.ts';
import type { Executions, Ladder } from './executions.ts';
import { waitingResult, type HandoffResult } from './result.ts';
import { stopOf, type Run } from './run.ts';
import { ladderFor, ontoCurrent } from './onto.ts';
import { answerEvent, changedEvent, dueOf, forkStanding } from './standings.ts';

export interface ContinuationsOptions {
  readonly executions: Executions;
  readonly memory: SharedMemory;
  readonly clock: Clock;
  /** The pattern's tiers at the moment. */
  readonly ladder: () => Ladder;
}

interface Resumption extends ResumeOptions {
  /** Ask nobody again who still has time to answer. */
  readonly leavesWaits?: boolean;
}

/** How many executions `resumeAll` goes on with at once. */
const resumedAtOnce = 50;

export function createContinuations({ executions, memory, clock, ladder }: ContinuationsOptions): Continuations {
  const queue = executionQueue();
  const watched = new Map<string, () => void>();

  /** One after another for each execution: what asks for it in this process while somebody takes it over joins them. */
  function inTurn<T>(executionId: string, work: (running: Run | undefined) => Promise<T>): Promise<T> {
    return queue.run(executionId, () => work(executions.running(executionId)));
  }

  /** The same run, unless another process has overtaken it, perhaps while a call hung here: then it is abandoned. */
  async function unlessOvertaken(running: Run | undefined): Promise<Run | undefined> {
    if (running === undefined) return undefined;
    const { executionId } = running;
    // Where the memory cannot be read, the run finds out with its next record.
    const stored = await memory.read(executionId).catch(() => []);
    if (stored.length <= running.length) return running;
    running.abandon(new ConcurrentExecutionError(executionId, running.length, stored.length));
    await running.finished.catch(() => undefined);
    return undefined;
  }

  async function goOn(records: readonly TransitionRecord[], standing: Standing, options: ResumeOptions): Promise<Run> {
    return executions.continueFrom(ladderFor(records, ladder(), options.onto), standing, records.at(-1), options);
  }

  /** The standing under the tiers and the policy that it is to go on with. */
  function onto(standing: Standing, options: ResumeOptions): Standing {
    return options.onto === 'current' ? ontoCurrent(standing, ladder(), clock.now()) : standing;
  }

  /** The run that goes on, or the result where there is nothing to go on with. */
  async function takeUp(executionId: string, options: Resumption): Promise<() => Promise<HandoffResult>> {
    const records = await executions.recordsOf(executionId);
    const standing = standingOf(records);
    if (standing.snapshot.status !== 'active') {
      const over = { config: standing.config, agents: ladder().agents };
      const run = await executions.continueFrom(over, standing, records.at(-1), options);
      return () => run.finished;
    }
    const { waiting } = standing.snapshot.context;
    const due = dueOf(standing);
    if (waiting !== null && options.leavesWaits === true && due > clock.now()) {
      ladderFor(records, ladder(), options.onto);
      watch(executionId, due, options);
      return () => Promise.resolve(waitingResult(standing.snapshot, waiting));
    }
    const resumed = standingAfter(onto(standing, options), { type: 'resume', timestamp: isoTime(clock.now()) });
    const run = await goOn(records, resumed, options);
    return () => stopOf(run, options.returnOnWait);
  }

  /** The person still has time: does and stores nothing. At the deadline, this process resumes the execution. */
  function watch(executionId: string, due: number, options: Resumption): void {
    watched.get(executionId)?.();
    watched.delete(executionId);
    if (due === Number.POSITIVE_INFINITY) return;
    const late = () => {
      watched.delete(executionId);
      // Where it failed, whoever resumes it next is told why.
      resume(executionId, options).catch(() => undefined);
    };
    watched.set(executionId, armDeadline(clock, due, late, { keepAlive: false }));
  }

  async function resume(executionId: string, options: Resumption = {}): Promise<HandoffResult> {
    const stop = await inTurn(executionId, async (joined) => {
      const running = await unlessOvertaken(joined);
      return running === undefined ? takeUp(executionId, options) : () => stopOf(running, options.returnOnWait);
    });
    return stop();
  }

  /** The record of an execution that waits for a person who still has time. @throws UnknownExecutionError */
  async function waitOf(executionId: string) {
    const records = await executions.recordsOf(executionId);
    const standing = standingOf(records);
    const { waiting } = standing.snapshot.context;
    if (standing.snapshot.status !== 'active' || waiting === null) throw nobodyWaits(executionId);
    if (dueOf(standing) <= clock.now()) throw tooLate(executionId, dueOf(standing));
    return { records, standing, waiting };
  }

  return {
    resume,

    resumeAll: async (options = {}) => {
      const ids: string[] = [];
      for await (const { executionId } of everyExecution(memory, { status: ['running', 'waiting'] }))
        ids.push(executionId);
      const outcomes: ResumeOutcome[] = [];
      const worker = async () => {
        for (let executionId = ids.shift(); executionId !== undefined; executionId = ids.shift()) {
          try {
            const resumption = { ...options, returnOnWait: true, leavesWaits: true };
            outcomes.push({ executionId, result: await resume(executionId, resumption) });
          } catch (error) {
            outcomes.push({ executionId, error });
          }
        }
      };
      await Promise.all(Array.from({ length: resumedAtOnce }, worker));
      return outcomes;
    },

    fork: async (executionId, { at, event, executionId: forkId = randomId(), limits = {}, ...options }) => {
      const records = await executions.recordsOf(executionId);
      const ownLimits = limitsFrom(limits, clock.now());
      const changed = changedEvent(records, at, plainCopy(event));
      const prefix = onto(forkStanding(records, at, forkId, ownLimits), options);
      const standing = standingAfter(prefix, changed);
      const used = ladderFor(records, ladder(), options.onto);
      return stopOf(await executions.continueFrom(used, standing, undefined, options), options.returnOnWait);
    },

    pending: async () => {
      const found: PendingExecution[] = [];
      for await (const summary of everyExecution(memory, { status: ['waiting'] })) {
        const standing = standingOf(await executions.recordsOf(summary.executionId));
        const { waiting, context, attempts } = standing.snapshot.context;
        if (waiting !== null && dueOf(standing) > clock.now()) found.push({ ...summary, waiting, context, attempts });
      }
      return found.toSorted((a, b) => a.waiting.since.localeCompare(b.waiting.since));
    },

    respond: async (executionId, response, options = {}) => {
      const normalized = normalizeExecution({ ...response, confidence: response.confidence ?? 1 });
      if (!normalized.valid) throw invalidResponse(normalized.issues);
      const output = { ...normalized.value, ...free };
      const stop = await inTurn(executionId, async (running) => {
        if (running !== undefined) {
          const next = running.nextWait();
          if (running.respond(output)) return () => Promise.race([running.finished, next]);
          if ((await unlessOvertaken(running)) !== undefined) throw nobodyWaits(executionId);
        }
        const { records, standing, waiting } = await waitOf(executionId);
        const now = clock.now();
        const timing = { timestamp: isoTime(now), durationMs: Math.max(0, now - Date.parse(waiting.since)) };
        const moved = onto(standing, options);
        const answered = standingAfter(moved, answerEvent(moved, { ...output, ...timing }));
        const run = await goOn(records, answered, options);
        return () => stopOf(run, options.returnOnWait);
      });
      return stop();
    },

    cancel: (executionId, reason = 'The caller cancelled it.') =>
      inTurn(executionId, async (running) => {
        if (running !== undefined) {
          const cancelled = running.cancel(reason);
          await running.stored();
          await running.finished.catch(() => undefined);
          return cancelled;
        }
        const records = await executions.recordsOf(executionId);
        const standing = standingOf(records);
        if (standing.snapshot.status !== 'active') return false;
        const timestamp = isoTime(clock.now());
        await executions.store(standingAfter(standing, { type: 'cancel', timestamp, reason }), records.at(-1));
        return true;
      }),
  };
}

function invalidResponse(issues: readonly string[]): ConfigurationError {
  return new ConfigurationError('response', `respond: ${issues.join('; ')}. The execution still waits: answer again.`);
}

function tooLate(executionId: string, due: number): UnknownExecutionError {
  const message = `Execution ${executionId} waited for a person until ${isoTime(due)}, which is over. Resume it, so that it goes on.`;
  return new UnknownExecutionError(executionId, message);
}

function nobodyWaits(executionId: string): UnknownExecutionError {
  return new UnknownExecutionError(executionId, `Execution ${executionId} is not waiting for a person.`);
}
