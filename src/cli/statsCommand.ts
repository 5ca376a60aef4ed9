import { ConfigurationError } from '../machines/errors.ts';
import { instantOf, isoTime } from '../machines/time.ts';
import { everyExecution } from '../memory/everyExecution.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { counted, dollars } from './format.ts';
import { writeJson, writeLine, type Io } from './io.ts';
import { firstRun, withPlace } from './place.ts';
import { foldStats, type Stats } from './stats.ts';
import type { StoredCommandOptions } from './storedCommands.ts';
import { writeWrapped } from './wrap.ts';

export interface StatsCommandOptions extends StoredCommandOptions {
  readonly since?: string;
}

/** `handoff stats`: how far tasks had to go, what failed, and what it cost. */
export function statsCommand(io: Io, options: StatsCommandOptions): Promise<ExitCode> {
  const since = timeIn(options.since);
  return withPlace(io, options, 'look', async ({ memory }) => {
    const fold = foldStats();
    for await (const { executionId, status, startedAt } of everyExecution(memory)) {
      // Newest first: what follows is older still.
      if (since !== undefined && startedAt < since) break;
      fold.add(status, await memory.read(executionId));
    }
    const { stats } = fold;
    if (options.json) writeJson(io.stdout, stats);
    else if (stats.executions > 0) for (const line of linesOf(stats)) writeWrapped(io, line, 11);
    else
      writeLine(
        io.stdout,
        `No executions${since === undefined ? '' : ` since ${since}`}. Make one: ${firstRun(io, options)}`,
      );
    return exitCodes.answered;
  });
}

/** @throws ConfigurationError */
function timeIn(since: string | undefined): string | undefined {
  if (since === undefined) return undefined;
  const time = instantOf(since);
  if (time !== undefined) return isoTime(time);
  throw new ConfigurationError('--since', `--since: '${since}' is not a time. Use ISO 8601, such as 2026-01-31.`);
}

function linesOf(stats: Stats): readonly string[] {
  const { executions, byStatus, byFinalTier, escalated, capped, calls, failedCalls } = stats;
  const statuses = Object.entries(byStatus).filter(([, count]) => count > 0);
  const width = String(executions).length;
  const names = byFinalTier.map(({ tierLevel, agentId }) => `tier ${tierLevel} (${agentId})`);
  const nameWidth = Math.max(0, ...names.map(({ length }) => length));
  const failed = failedCalls.reduce((sum, failure) => sum + failure.calls, 0);
  return [
    `${counted(executions, 'execution')}: ${statuses.map(([status, count]) => `${count} ${status}`).join(', ')}`,
    '',
    ...(byFinalTier.length > 0 ? ['Answered by'] : []),
    ...byFinalTier.map((tier, index) => {
      const count = String(tier.executions).padStart(width);
      return `  ${(names[index] ?? '').padEnd(nameWidth)}  ${count}  ${share(tier.executions, byStatus.completed)}`;
    }),
    ...(byFinalTier.length > 0 ? [''] : []),
    `Escalated  ${escalated} of ${executions}, ${share(escalated, executions).trim()}`,
    ...(capped > 0 ? [`Capped     ${capped} of ${byStatus.completed} answered`] : []),
    `Calls      ${calls}, ${failed === 0 ? 'none failed' : `${failed} failed: ${failedCalls.map((each) => `${each.calls} × ${each.told}`).join(', ')}`}`,
    `Cost       ${costLine(stats)}`,
  ];
}

function costLine({ costUsd, unknownCosts, calls, inputTokens, outputTokens }: Stats): string {
  const tokens = inputTokens + outputTokens > 0 ? `, ${inputTokens} tokens in and ${outputTokens} out` : '';
  if (unknownCosts === 0) return `${dollars(costUsd)}${tokens}`;
  const unknown = `unknown for ${unknownCosts} of ${counted(calls, 'call')}`;
  return unknownCosts === calls ? `${unknown}${tokens}` : `${dollars(costUsd)} and more: ${unknown}${tokens}`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `${Math.round((100 * part) / whole)} %`.padStart(5);
}
