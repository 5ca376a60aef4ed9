import { setTimeout } from 'node:timers/promises';

import { isoTime } from '../machines/time.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { isFinal } from '../machines/stateName.ts';
import { everyExecution } from '../memory/everyExecution.ts';
import type { ExecutionSummary, SharedMemory } from '../memory/sharedMemory.ts';
import { lineOf } from '../words/recordWords.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { findExecution } from './executionIds.ts';
import { fittedTo } from './format.ts';
import { writeLine, type Io } from './io.ts';
import { withPlace } from './place.ts';
import type { StoredCommandOptions } from './storedCommands.ts';

export interface WatchCommandOptions extends StoredCommandOptions {
  /** Milliseconds between two looks. Default 500. */
  readonly interval?: number;
}

/** How long before the watch an execution may have begun by the clock of another machine, and still be new: an hour. */
const clockSkewMs = 3_600_000;

/** `handoff watch [ID]`: transitions as they are stored, until Ctrl+C; of one execution from its beginning to its end. */
export function watchCommand(io: Io, given: string | undefined, options: WatchCommandOptions): Promise<ExitCode> {
  const { interval = 500 } = options;
  return withPlace(io, options, 'look', async ({ memory, name }) => {
    const show = (record: TransitionRecord) => writeRecord(io, record, options);
    if (given !== undefined) {
      const { executionId } = await findExecution(io, memory, options, given);
      return followOne(io, memory, executionId, show, interval);
    }
    const look = await followAll(memory, show);
    if (!options.json) writeLine(io.stderr, `Watching ${name}. Ctrl+C ends it.`);
    while (await waited(io, interval)) await look();
    return exitCodes.answered;
  });
}

async function followOne(
  io: Io,
  memory: SharedMemory,
  executionId: string,
  show: (record: TransitionRecord) => void,
  interval: number,
): Promise<ExitCode> {
  let seen = 0;
  do {
    const records = await memory.read(executionId);
    for (const record of records.slice(seen)) show(record);
    seen = records.length;
    if (isOver(records.at(-1))) return exitCodes.answered;
  } while (await waited(io, interval));
  return exitCodes.answered;
}

/** Returns a function that looks once more, and shows what is new since the look before. */
async function followAll(memory: SharedMemory, show: (record: TransitionRecord) => void): Promise<() => Promise<void>> {
  const from = isoTime(Date.now() - clockSkewMs);
  /** How many records of each execution were shown, or were there when the watch began. */
  const seen = new Map<string, number>();
  for await (const { executionId, length } of changing(memory, from)) seen.set(executionId, length);
  let open = new Set(seen.keys());

  return async () => {
    const now = new Set<string>();
    const news = new Map<string, number>();
    for await (const { executionId, length } of changing(memory, from)) {
      now.add(executionId);
      if (length > (seen.get(executionId) ?? 0)) news.set(executionId, length);
    }
    // An execution that ran or waited before and is not listed any more has come to its end.
    for (const executionId of open) if (!now.has(executionId)) news.set(executionId, Number.POSITIVE_INFINITY);
    open = now;
    for (const executionId of [...news.keys()].toReversed()) {
      const records = await memory.read(executionId);
      for (const record of records.slice(seen.get(executionId) ?? 0)) show(record);
      seen.set(executionId, records.length);
    }
  };
}

/** The executions that may get another record, and those that began lately. */
async function* changing(memory: SharedMemory, from: string): AsyncGenerator<ExecutionSummary> {
  yield* everyExecution(memory, { status: ['running', 'waiting'] });
  for await (const summary of everyExecution(memory)) {
    if (summary.startedAt < from) return;
    yield summary;
  }
}

/** False as soon as the person presses Ctrl+C. */
async function waited({ abortSignal }: Io, milliseconds: number): Promise<boolean> {
  if (!abortSignal.aborted) await setTimeout(milliseconds, undefined, { signal: abortSignal }).catch(() => undefined);
  return !abortSignal.aborted;
}

function isOver(last: TransitionRecord | undefined): boolean {
  return last === undefined || isFinal(last.to);
}

function writeRecord(io: Io, record: TransitionRecord, { json = false }: WatchCommandOptions): void {
  if (json) {
    writeLine(io.stdout, JSON.stringify(record));
    return;
  }
  const { executionId, timestamp, event } = record;
  const id = io.interactive ? executionId.slice(0, 8) : executionId;
  const time = io.interactive ? timestamp.slice(11, 19) : timestamp;
  const told = event.type === 'xstate.init' ? `begins: ${event.input.task}` : lineOf(record);
  if (told !== undefined) writeLine(io.stdout, fittedTo(io.columns, `${time}  ${id}  ${told}`));
}
