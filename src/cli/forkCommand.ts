import type { Onto } from '../continue/onto.ts';
import type { ForkEvent } from '../continue/standings.ts';
import { isObject } from '../machines/checks.ts';
import { ConfigurationError } from '../machines/errors.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { lineOf } from '../words/recordWords.ts';
import type { ExitCode } from './exitCodes.ts';
import { findExecution } from './executionIds.ts';
import { printable } from './format.ts';
import type { Io } from './io.ts';
import { nextCommand } from './nextCommand.ts';
import { withPattern, type PatternOptions } from './openPattern.ts';
import { fits } from './recordedPattern.ts';
import { asking, conclude, taskIn, watching } from './runCommand.ts';

export interface ForkCommandOptions extends PatternOptions {
  readonly at?: number;
  readonly output?: string;
  readonly error?: string;
  readonly onto?: Onto;
}

/** `handoff fork ID --at SEQ`: a new execution from the beginning of another, with another outcome of one call. */
export async function forkCommand(io: Io, given: string, options: ForkCommandOptions): Promise<ExitCode> {
  const event = changeIn(options);
  const { at, onto } = options;
  return withPattern(io, options, async (bench) => {
    const { pattern, place, reporter } = bench;
    const { executionId, records } = await findExecution(io, place.memory, options, given);
    if (at === undefined) {
      const works = onto !== undefined || fits(pattern, records);
      throw new ConfigurationError('--at', whereToFork(io, executionId, records, works ? options : undefined));
    }
    const result = await pattern.fork(executionId, { at, event, onto, ...watching(reporter) });
    return conclude(io, bench, await asking(pattern, reporter, taskIn(records), result, io), options);
  });
}

/** @throws ConfigurationError */
function changeIn({ output, error }: ForkCommandOptions): ForkEvent {
  if (output !== undefined && error !== undefined) {
    throw new ConfigurationError('--output', 'A call either answers or fails: give --output or --error.');
  }
  if (error !== undefined) return { error: { name: 'Error', code: 'HANDOFF_AGENT_CALL', message: error } };
  const fields = output === undefined ? {} : jsonIn(output);
  if (isObject(fields) && !Array.isArray(fields)) return { output: fields };
  const message = `--output takes a JSON object of what the call returns instead, such as '{"canHandle": true}'.`;
  throw new ConfigurationError('--output', message);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The records at which a call ended, and a command for the first of them, unless it would be refused as things are. */
function whereToFork(
  io: Io,
  executionId: string,
  records: readonly TransitionRecord[],
  options: ForkCommandOptions | undefined,
): string {
  const calls = records.filter(({ event }) => 'actorId' in event);
  const [first] = calls;
  if (first === undefined) return `No call of execution ${executionId} has ended yet, so there is nothing to change.`;
  const lines = calls.map((record) => `  ${record.seq}  ${printable(lineOf(record) ?? record.to)}`);
  const head = 'Say at which record to fork, with --at. Calls ended at:';
  if (options === undefined) {
    const config = 'It was made under other tiers or another policy: give its --config as well.';
    return [head, ...lines, config].join('\n');
  }
  const flags = ['--at', String(first.seq), ...(options.onto === undefined ? [] : ['--onto', options.onto])];
  const command = nextCommand(io, 'fork', options, { operands: [executionId], flags });
  return [head, ...lines, `For example: ${command}`].join('\n');
}
