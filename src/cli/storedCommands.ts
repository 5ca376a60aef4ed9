import { UnknownExecutionError } from '../execution/errors.ts';
import { foldRecords } from '../machines/fold.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import { analyzeEscalations } from '../analytics/analyzeEscalations.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { costOf, counted, fittedTo, lineOf, printable } from './format.ts';
import { writeJson, writeLine, type Io } from './io.ts';
import { openExistingMemory } from './memoryFile.ts';

export interface StoredCommandOptions {
  readonly memory?: string;
  readonly json?: boolean;
}

/** `handoff history ID`: the decisions of one execution, oldest first. */
export function historyCommand(io: Io, executionId: string, options: StoredCommandOptions): Promise<ExitCode> {
  return withMemory(io, options, async (memory) => {
    const records = await recordsOf(memory, executionId);
    const decisions = records.flatMap(({ decision }) => decision ?? []);
    if (options.json) writeJson(io.stdout, decisions);
    else {
      for (const record of records) {
        const line = lineOf(record);
        if (line !== undefined) writeLine(io.stdout, `${record.timestamp}  ${printable(line)}`);
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

/** `handoff replay ID`: every state of one execution, folded from its record. Makes no calls. */
export function replayCommand(io: Io, executionId: string, options: StoredCommandOptions): Promise<ExitCode> {
  return withMemory(io, options, async (memory) => {
    const steps = foldRecords(await recordsOf(memory, executionId));
    if (options.json) {
      writeJson(
        io.stdout,
        steps.map(({ record, snapshot: { value, context, status, output } }) => ({
          seq: record.seq,
          event: record.event.type,
          value,
          status,
          context,
          ...(output !== undefined && { output }),
        })),
      );
      return exitCodes.answered;
    }
    for (const { record, snapshot } of steps) {
      const { seq, from, to, event } = record;
      writeLine(
        io.stdout,
        `${String(seq).padStart(3)}  ${(from ?? 'start').padEnd(20)} → ${to.padEnd(20)} ${event.type}`,
      );
      if (snapshot.status === 'done') {
        writeLine(io.stdout, `\n${steps.length} states, no calls made; cost when it ran: ${costOf(snapshot.context)}`);
      }
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
  return withMemory(io, options, async (memory) => {
    const page = await memory.list({ limit, ...(status !== undefined && { status }) });
    if (options.json) {
      writeJson(io.stdout, page);
      return exitCodes.answered;
    }
    if (page.executions.length === 0) writeLine(io.stdout, 'No executions. Make one: handoff run "I cannot sign in"');
    for (const { executionId, task, status, tierLevel, startedAt } of page.executions) {
      const line = `${executionId}  ${startedAt}  ${status.padEnd(9)}  tier ${tierLevel}  ${task}`;
      writeLine(io.stdout, fittedTo(io.columns, line));
    }
    return exitCodes.answered;
  });
}

/** Opens a memory that is there, lends it to `use`, and closes it. */
export async function withMemory(
  io: Io,
  { memory: file }: StoredCommandOptions,
  use: (memory: SharedMemory) => Promise<ExitCode>,
): Promise<ExitCode> {
  const memory = openExistingMemory(io.cwd, file);
  try {
    return await use(memory);
  } finally {
    await memory.close();
  }
}

/** @throws UnknownExecutionError */
export async function recordsOf(memory: SharedMemory, executionId: string): Promise<readonly TransitionRecord[]> {
  const records = await memory.read(executionId);
  if (records.length > 0) return records;
  const message = `There is no execution '${executionId}' in this memory. See what is there: handoff list`;
  throw new UnknownExecutionError(executionId, message);
}
