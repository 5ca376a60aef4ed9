import { randomUUID } from 'node:crypto';

import { ConfigurationError } from '../machines/errors.ts';
import { standingAfter, standingOf, type Standing } from '../machines/fold.ts';
import { isoTime } from '../machines/time.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { everyExecution } from '../memory/archive.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import type { Clock } from '../services/clock.ts';
import { free } from '../services/free.ts';
import { normalizeExecution } from '../services/normalize.ts';
import type { Continuations, PendingExecution, ResumeOptions, ResumeOutcome } from './continuation.ts';
import { UnknownExecutionError } from './errors.ts';
import type { Executions, Ladder } from './executions.ts';
import type { HandoffResult } from './result.ts';
import { stopOf, type Run } from './run.ts';
import { answerEvent, changedEvent, forkStanding, ladderFor } from './standings.ts';

export interface ContinuationsOptions {
  readonly executions: Executions;
  readonly memory: SharedMemory;
  readonly clock: Clock;
  /** The pattern's tiers at the moment. */
  readonly ladder: () => Ladder;
}

/** How many executions `resumeAll` goes on with at once. */
const resumedAtOnce = 50;

export function createContinuations({ executions, memory, clock, ladder }: ContinuationsOptions): Continuations {
  async function goOn(records: readonly TransitionRecord[], standing: Standing, options: ResumeOptions): Promise<Run> {
    const { acceptConfigChange = false } = options;
    return executions.continueFrom(ladderFor(records, ladder(), acceptConfigChange), standing, records.at(-1), options);
  }

  async function resume(executionId: string, options: ResumeOptions = {}): Promise<HandoffResult> {
    const running = executions.running(executionId);
    if (running !== undefined) return stopOf(running, options.returnOnWait);
    const records = await executions.recordsOf(executionId);
    const standing = standingOf(records);
    if (standing.snapshot.status !== 'active') {
      const over = { config: standing.config, agents: ladder().agents };
      return (await executions.continueFrom(over, standing, records.at(-1), options)).finished;
    }
    const resumed = standingAfter(standing, { type: 'resume', timestamp: isoTime(clock.now()) });
    return stopOf(await goOn(records, resumed, options), options.returnOnWait);
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
            outcomes.push({ executionId, result: await resume(executionId, { ...options, returnOnWait: true }) });
          } catch (error) {
            outcomes.push({ executionId, error });
          }
        }
      };
      await Promise.all(Array.from({ length: resumedAtOnce }, worker));
      return outcomes;
    },

    fork: async (executionId, { at, event, executionId: forkId = randomUUID(), ...options }) => {
      const records = await executions.recordsOf(executionId);
      const standing = forkStanding(records, at, changedEvent(records, at, event), forkId);
      const used = ladderFor(records, ladder(), options.acceptConfigChange ?? false);
      return stopOf(await executions.continueFrom(used, standing, undefined, options), options.returnOnWait);
    },

    pending: async () => {
      const found: PendingExecution[] = [];
      for await (const summary of everyExecution(memory, { status: ['waiting'] })) {
        const { waiting } = standingOf(await executions.recordsOf(summary.executionId)).snapshot.context;
        if (waiting !== null) found.push({ ...summary, waiting });
      }
      return found.toSorted((a, b) => a.waiting.since.localeCompare(b.waiting.since));
    },

    respond: async (executionId, response, options = {}) => {
      const normalized = normalizeExecution({ ...response, confidence: response.confidence ?? 1 });
      if (!normalized.valid) throw invalidResponse(normalized.issues);
      const output = { ...normalized.value, ...free };
      const run = executions.running(executionId);
      if (run !== undefined) {
        const next = run.nextWait();
        if (!run.respond(output)) throw nobodyWaits(executionId);
        return Promise.race([run.finished, next]);
      }
      const records = await executions.recordsOf(executionId);
      const standing = standingOf(records);
      const { waiting } = standing.snapshot.context;
      if (standing.snapshot.status !== 'active' || waiting === null) throw nobodyWaits(executionId);
      const now = clock.now();
      const timing = { timestamp: isoTime(now), durationMs: Math.max(0, now - Date.parse(waiting.since)) };
      const answered = standingAfter(standing, answerEvent(standing, { ...output, ...timing }));
      return stopOf(await goOn(records, answered, options), options.returnOnWait);
    },

    cancel: async (executionId, reason = 'The caller cancelled it.') => {
      const run = executions.running(executionId);
      if (run !== undefined) {
        run.cancel(reason);
        await run.finished.catch(() => undefined);
        return true;
      }
      const records = await executions.recordsOf(executionId);
      const standing = standingOf(records);
      if (standing.snapshot.status !== 'active') return false;
      const timestamp = isoTime(clock.now());
      await executions.store(standingAfter(standing, { type: 'cancel', timestamp, reason }), records.at(-1));
      return true;
    },
  };
}

function invalidResponse(issues: readonly string[]): ConfigurationError {
  return new ConfigurationError('response', `respond: ${issues.join('; ')}. The execution still waits: answer again.`);
}

function nobodyWaits(executionId: string): UnknownExecutionError {
  return new UnknownExecutionError(executionId, `Execution ${executionId} is not waiting for a person.`);
}
