import { open, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { eraseExecution, exportExecutions, importExecutions, pruneExecutions } from '../memory/archive.ts';
import { exportStore } from '../memory/chain/exportFormat.ts';
import { importRecords } from '../memory/chain/importRecords.ts';
import { MemoryError } from '../memory/errors.ts';
import { ConfigurationError } from '../machines/errors.ts';
import type { ErasableField } from '../machines/recordFields.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { counted } from './format.ts';
import { writeLine, type Io } from './io.ts';
import { findExecution } from './executionIds.ts';
import { withPlace } from './place.ts';
import type { StoredCommandOptions } from './storedCommands.ts';

/** `handoff erase ID FIELD…`: removes personal data; the chain stays whole. */
export function eraseCommand(
  io: Io,
  given: string,
  fields: readonly ErasableField[],
  options: StoredCommandOptions,
): Promise<ExitCode> {
  return withPlace(io, options, 'look', async ({ memory }) => {
    const { executionId } = await findExecution(io, memory, options, given);
    await eraseExecution(memory, executionId, fields);
    writeLine(io.stdout, `${executionId}: ${fields.join(', ')} erased.`);
    return exitCodes.answered;
  });
}

/** `handoff export [ID…]`: JSON lines to a file or to standard output. */
export function exportCommand(
  io: Io,
  given: readonly string[],
  options: StoredCommandOptions & { readonly out?: string },
): Promise<ExitCode> {
  return withPlace(io, options, 'look', async ({ memory }) => {
    const executionIds: string[] = [];
    for (const id of given) executionIds.push((await findExecution(io, memory, options, id)).executionId);
    const lines = exportExecutions(memory, executionIds.length === 0 ? undefined : executionIds);
    if (options.out === undefined) for await (const line of lines) io.stdout.write(line);
    else {
      const file = await openFile(io.cwd, options.out, 'w');
      let footer = '';
      const noting = async function* () {
        for await (const line of lines) yield (footer = line);
      };
      await pipeline(Readable.from(noting()), file.createWriteStream());
      const { executions }: { readonly executions: number } = JSON.parse(footer);
      writeLine(io.stderr, `${counted(executions, 'execution')} written to ${options.out}`);
    }
    return exitCodes.answered;
  });
}

/** `handoff import FILE`: appends what `handoff export` wrote, after checking it. */
export async function importCommand(io: Io, file: string, options: StoredCommandOptions): Promise<ExitCode> {
  // The file first: where it is wrong, no empty memory is left behind.
  const input = file === '-' ? io.stdin : (await openFile(io.cwd, file, 'r')).createReadStream({ encoding: 'utf8' });
  try {
    const lines = await begun(createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }));
    return await withPlace(io, options, 'write', async ({ memory }) => {
      writeLine(io.stdout, `${counted(await importExecutions(memory, lines), 'execution')} imported`);
      return exitCodes.answered;
    });
  } catch (error) {
    if (!MemoryError.isInstance(error) || error.store !== exportStore) throw error;
    throw new ConfigurationError('file', `${file}: ${error.message}`, { cause: error });
  }
}

/** All lines, of which the first execution was checked. @throws MemoryError naming the line, where something is wrong there. */
async function begun(lines: AsyncIterable<string>): Promise<AsyncIterable<string>> {
  const rest = lines[Symbol.asyncIterator]();
  const read: string[] = [];
  await importRecords(remembered()).next();
  return everyLine();

  async function* remembered(): AsyncGenerator<string> {
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      read.push(next.value);
      yield next.value;
    }
  }

  async function* everyLine(): AsyncGenerator<string> {
    yield* read;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  }
}

/** @throws ConfigurationError where the file cannot be opened, or is a folder. */
async function openFile(cwd: string, file: string, flags: 'r' | 'w'): Promise<FileHandle> {
  const path = resolve(cwd, file);
  const done = flags === 'r' ? 'read' : 'written';
  const refuse = (cause?: unknown) =>
    new ConfigurationError('file', `${path} cannot be ${done}. Check the path and its permissions.`, { cause });
  const handle = await open(path, flags).catch((cause: unknown) => {
    throw refuse(cause);
  });
  if (!(await handle.stat()).isDirectory()) return handle;
  await handle.close();
  throw refuse();
}

/** `handoff prune --before TIME`: deletes what is over and older. */
export function pruneCommand(io: Io, options: StoredCommandOptions & { readonly before: string }): Promise<ExitCode> {
  return withPlace(io, options, 'look', async ({ memory }) => {
    const deleted = await pruneExecutions(memory, options);
    writeLine(io.stdout, `${counted(deleted, 'execution')} deleted`);
    return exitCodes.answered;
  });
}
