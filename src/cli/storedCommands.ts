import { analyzeEscalations } from '../analytics/analyzeEscalations.ts';
import { lineOf } from '../words/recordWords.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { findExecution, shownIds } from './executionIds.ts';
import { counted, fittedTo, shownTime } from './format.ts';
import { writeJson, writeLine, type Io } from './io.ts';
import type { PlaceOptions } from './nextCommand.ts';
import { firstRun, withPlace } from './place.ts';
import { writeWrapped } from './wrap.ts';

/** Options of every command about stored executions. */
export interface StoredCommandOptions extends PlaceOptions {
  readonly json?: boolean;
}

/** `handoff history ID`: the decisions of one execution, oldest first. */
export function historyCommand(io: Io, given: string, options: StoredCommandOptions): Promise<ExitCode> {
  return withPlace(io, options, 'look', async ({ memory }) => {
    const { records } = await findExecution(io, memory, options, given);
    const decisions = records.flatMap(({ decision }) => decision ?? []);
    if (options.json) writeJson(io.stdout, decisions);
    else {
      for (const record of records) {
        const line = lineOf(record);
        const time = shownTime(io, record.timestamp, 'second');
        if (line !== undefined) writeWrapped(io, `${time}  ${line}`, time.length + 2);
      }
      const { averageComplexity } = analyzeEscalations(decisions);
      const escalations = records.filter(({ event }) => event.type === 'escalate').length;
      const mean = averageComplexity === null ? 'unknown' : averageComplexity.toFixed(2);
      const counts = `${counted(decisions.length, 'decision')}, ${counted(escalations, 'escalation')}`;
      writeLine(io.stdout, `\n${counts}, average complexity ${mean}`);
    }
    return exitCodes.answered;
  });
}

export interface ListCommandOptions extends StoredCommandOptions {
  readonly status?: 'running' | 'waiting' | 'completed' | 'failed' | 'cancelled';
  readonly limit?: number;
}

/** `handoff list`: the stored executions, newest first. */
export function listCommand(io: Io, options: ListCommandOptions): Promise<ExitCode> {
  const { status, limit = 20 } = options;
  return withPlace(io, options, 'look', async ({ memory }) => {
    const page = await memory.list({ limit, ...(status !== undefined && { status }) });
    if (options.json) {
      writeJson(io.stdout, page);
      return exitCodes.answered;
    }
    for (const { executionId, error } of page.damaged)
      writeLine(io.stderr, `${executionId}  damaged: ${error.message}`);
    if (page.executions.length === 0) writeLine(io.stdout, noExecutions(io, options));
    const ids = shownIds(io, page.executions);
    for (const { executionId, task, status, tierLevel, startedAt } of page.executions) {
      const line = `${ids(executionId)}  ${shownTime(io, startedAt)}  ${status.padEnd(9)}  tier ${tierLevel}  ${task}`;
      writeLine(io.stdout, fittedTo(io.columns, line));
    }
    return exitCodes.answered;
  });
}

function noExecutions(io: Io, { status, ...place }: ListCommandOptions): string {
  return `No executions${status === undefined ? '' : ` that are ${status}`}. Make one: ${firstRun(io, place)}`;
}
