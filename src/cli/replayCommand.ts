import { foldRecords } from '../machines/fold.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { findExecution } from './executionIds.ts';
import { costOf } from './format.ts';
import { writeJson, writeLine, type Io } from './io.ts';
import { withPlace } from './place.ts';
import type { StoredCommandOptions } from './storedCommands.ts';

/** `handoff replay ID`: every state of one execution, folded from its record. Makes no calls. */
export function replayCommand(io: Io, given: string, options: StoredCommandOptions): Promise<ExitCode> {
  return withPlace(io, options, 'look', async ({ memory }) => {
    const { records } = await findExecution(io, memory, options, given);
    const steps = foldRecords(records);
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
        `${String(seq).padStart(3)}  ${(from ?? 'start').padEnd(17)} → ${to.padEnd(17)} ${event.type}`,
      );
      if (snapshot.status === 'done') {
        writeLine(io.stdout, `\n${steps.length} states, no calls made; cost when it ran: ${costOf(snapshot.context)}`);
      }
    }
    return exitCodes.answered;
  });
}
