import { foldRecords, type HandoffSnapshot } from '../machines/fold.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import type { Failure } from '../machines/types.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { inMemory } from '../memory/inMemory.ts';
import type { HandoffOptions } from '../pattern/handoffOptions.ts';
import { limitWords } from '../words/limit.ts';
import { score } from '../words/score.ts';
import { span } from '../words/span.ts';
import { findExecution } from './executionIds.ts';
import { costOf, counted, shownTime } from './format.ts';
import { writeJson, writeLine, type Io } from './io.ts';
import { beforehand, nextCommand } from './nextCommand.ts';
import { withPlace } from './place.ts';
import { writeNext, type Next } from './reporter.ts';
import { answerNext } from './answerNext.ts';
import type { StoredCommandOptions } from './storedCommands.ts';
import { writeWrapped } from './wrap.ts';

/** The outcome of an execution, as far as its record goes. */
interface Shown {
  readonly executionId: string;
  readonly task: string;
  readonly status: 'running' | 'waiting' | 'completed' | 'failed' | 'cancelled';
  /** The tier that answered, is waited for, or came last. */
  readonly tierLevel: number;
  readonly agentId: string;
  readonly snapshot: HandoffSnapshot;
  readonly failure: Failure | undefined;
  readonly startedAt: string;
}

/** `handoff show ID`: the answer of one execution, who gave it, and what to do next. */
export function showCommand(io: Io, given: string, options: StoredCommandOptions): Promise<ExitCode> {
  return withPlace(io, options, 'look', async ({ memory, name, configured }) => {
    const { records } = await findExecution(io, memory, options, given);
    const shown = shownBy(records);
    const next = await nextOf(io, shown, options, () => goesOn(configured, records));
    if (options.json) writeJson(io.stdout, plain(shown, next));
    else {
      for (const line of linesOf(io, shown)) writeWrapped(io, line);
      writeLine(io.stdout, `execution ${shown.executionId}, stored in ${name}\n`);
      for (const step of next) writeNext(io.stdout, step);
    }
    return exitCodes.answered;
  });
}

function shownBy(records: readonly TransitionRecord[]): Shown {
  const steps = foldRecords(records);
  const { record, snapshot } = steps.at(-1) ?? {};
  if (record === undefined || snapshot === undefined) throw new RangeError('A record has at least one entry.');
  const { context, output } = snapshot;
  const ended = output?.status;
  return {
    executionId: record.executionId,
    task: context.task,
    status: ended ?? (context.waiting === null ? 'running' : 'waiting'),
    tierLevel: output?.finalTier ?? context.tierLevel,
    agentId: record.agentId,
    snapshot,
    failure: output !== undefined && output.status !== 'completed' ? output.failure : undefined,
    startedAt: context.startedAt,
  };
}

function linesOf(io: Io, shown: Shown): readonly string[] {
  const { task, status, snapshot, failure, startedAt } = shown;
  const { context, output } = snapshot;
  const asked = [`Task: ${task}`, ...(context.context === '' ? [] : [`Context: ${context.context}`]), ''];
  const about = [
    who(shown),
    ...(output?.status === 'completed' ? [`confidence ${score(output.confidence)}`] : []),
    counted(context.escalationCount, 'escalation'),
    ...(context.limitReached === null ? [] : [limitWords(context.limitReached)]),
    `cost ${costOf(context)}`,
    span(Date.parse(context.now) - Date.parse(startedAt)),
  ].join(' · ');
  const forked =
    context.forkedFrom === null
      ? []
      : [`forked from ${context.forkedFrom.executionId} at record ${context.forkedFrom.seq}`];
  return [...asked, ...outcomeOf(io, shown, status, failure), '', about, ...forked];
}

function outcomeOf(
  io: Io,
  { snapshot }: Shown,
  status: Shown['status'],
  failure: Failure | undefined,
): readonly string[] {
  const { context, output } = snapshot;
  if (output?.status === 'completed') return [output.result];
  if (status === 'waiting' && context.waiting !== null) {
    const { since, deadline } = context.waiting;
    const until = deadline === null ? '' : `, until ${shownTime(io, deadline)}`;
    return [`Waiting for a person since ${shownTime(io, since)}${until}. There is no answer yet.`];
  }
  if (status === 'running')
    return ['Not over: another process runs it, or it was interrupted. There is no answer yet.'];
  const why = failure === undefined ? '' : `: ${failure.message}`;
  return [`${status === 'failed' ? 'Failed' : 'Cancelled'}${why}`];
}

function who({ status, tierLevel, agentId, snapshot }: Shown): string {
  const capped = snapshot.context.capped ? ', capped' : '';
  return status === 'completed'
    ? `answered by tier ${tierLevel} (${agentId})${capped}`
    : `tier ${tierLevel} (${agentId})${capped}`;
}

/** Whether `handoff resume` would go on with it as things are. */
async function goesOn(configured: HandoffOptions, records: readonly TransitionRecord[]): Promise<boolean> {
  const [{ quietPattern }, { fits }] = await Promise.all([import('./quietPattern.ts'), import('./recordedPattern.ts')]);
  try {
    return fits(quietPattern({ ...configured, sharedMemory: inMemory() }), records);
  } catch {
    // Its agents cannot be made here.
    return false;
  }
}

async function nextOf(
  io: Io,
  { executionId, status }: Shown,
  options: StoredCommandOptions,
  resumes: () => Promise<boolean>,
): Promise<readonly Next[]> {
  const next = (sentence: string, command: string): Next => ({
    sentence,
    command: nextCommand(io, command, options, { operands: [executionId] }),
    beforehand: beforehand(options),
  });
  const why = next('See every decision:', 'history');
  if (status === 'waiting') return [answerNext(io, executionId, options), why];
  if (status === 'running' && (await resumes()))
    return [next('Go on with it, where no other process does:', 'resume'), why];
  return [why];
}

function plain({ snapshot, failure, ...shown }: Shown, next: readonly Next[]): object {
  const { output, context } = snapshot;
  const { escalationCount, capped, usage, costUsd, waiting, forkedFrom, limitReached } = context;
  return {
    ...shown,
    context: context.context,
    result: output?.status === 'completed' ? output.result : null,
    confidence: output?.status === 'completed' ? output.confidence : null,
    escalationCount,
    capped,
    limitReached,
    usage,
    costUsd,
    durationMs: Date.parse(context.now) - Date.parse(shown.startedAt),
    waiting,
    failure: failure ?? null,
    forkedFrom,
    next: next.map(({ command }) => command),
  };
}
