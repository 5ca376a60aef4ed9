import { answerNext } from './answerNext.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { findExecution, shownIds } from './executionIds.ts';
import { fittedTo, shownTime } from './format.ts';
import { writeJson, writeLine, type Io } from './io.ts';
import { withPlace } from './place.ts';
import { bookkeeper } from './recordedPattern.ts';
import { writeNext } from './reporter.ts';
import type { StoredCommandOptions } from './storedCommands.ts';

/** `handoff pending`: what waits for a person. */
export function pendingCommand(io: Io, options: StoredCommandOptions & { readonly limit?: number }): Promise<ExitCode> {
  return withPlace(io, options, 'look', async (place) => {
    const page = await bookkeeper(place).pending({ limit: options.limit });
    const { executions: pending, damaged, nextCursor } = page;
    if (options.json) {
      writeJson(io.stdout, page);
      return exitCodes.answered;
    }
    const ids = shownIds(io, pending);
    for (const { executionId, waiting, task } of pending) {
      const since = shownTime(io, waiting.since);
      const until = waiting.deadline === null ? 'no deadline' : `until ${shownTime(io, waiting.deadline)}`;
      writeLine(io.stdout, fittedTo(io.columns, `${ids(executionId)}  since ${since}  ${until}  ${task}`));
    }
    for (const { executionId, error } of damaged) writeLine(io.stderr, `${executionId}  damaged: ${error.message}`);
    if (nextCursor !== null) writeLine(io.stdout, 'There are more: give a higher --limit.');
    const [oldest] = pending;
    if (oldest === undefined) writeLine(io.stdout, 'Nobody is waited for.');
    else {
      const sentence = pending.length === 1 ? '\nAnswer it:' : '\nAnswer the one that has waited longest:';
      writeNext(io.stdout, { ...answerNext(io, oldest.executionId, options), sentence });
    }
    return exitCodes.answered;
  });
}

/** `handoff cancel ID`: ends an execution for good. */
export function cancelCommand(
  io: Io,
  given: string,
  options: StoredCommandOptions & { readonly reason?: string },
): Promise<ExitCode> {
  return withPlace(io, options, 'look', async (place) => {
    const { executionId } = await findExecution(io, place.memory, options, given);
    const cancelled = await bookkeeper(place).cancel(executionId, options.reason);
    if (options.json) writeJson(io.stdout, { executionId, cancelled });
    else writeLine(io.stdout, cancelled ? `${executionId} is cancelled.` : `${executionId} was over already.`);
    return exitCodes.answered;
  });
}
