import { open, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { unknownExecution } from '../execution/errors.ts';
import {
  eraseExecution,
  exportExecutions,
  importExecutions,
  pruneExecutions,
  verifyExecution,
} from '../memory/archive.ts';
import { everyExecution } from '../memory/everyExecution.ts';
import { ConfigurationError } from '../machines/errors.ts';
import type { ErasableField } from '../memory/chain/erasable.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { counted, printable } from './format.ts';
import { writeJson, writeLine, type Io } from './io.ts';
import { findExecution } from './executionIds.ts';
import { withPlace } from './place.ts';
import type { StoredCommandOptions } from './storedCommands.ts';
import { writeWrapped } from './wrap.ts';

export interface VerifyCommandOptions extends StoredCommandOptions {
  readonly head?: string;
}

/** `handoff verify [ID]`: finds changed, removed, reordered and inserted records. */
export function verifyCommand(io: Io, given: string | undefined, options: VerifyCommandOptions): Promise<ExitCode> {
  if (options.head !== undefined && given === undefined) {
    const message = '--head is the last hash of one execution: say of which. Give its id before --head.';
    throw new ConfigurationError('--head', message);
  }
  return withPlace(io, options, 'look', async ({ memory }) => {
    const found: object[] = [];
    let broken = 0;
    for await (const { executionId: id, length } of chosen()) {
      const anchor = {
        ...(length !== undefined && { length }),
        ...(options.head !== undefined && { head: options.head }),
      };
      const verification = (await verifyExecution(memory, id, anchor)) ?? unknownExecution(id);
      if (!verification.valid) broken += 1;
      found.push({ executionId: id, ...verification });
      if (options.json) continue;
      if (verification.valid)
        writeWrapped(io, `${id}  whole, ${counted(verification.length, 'record')}, head ${verification.head}`, 2);
      else writeLine(io.stdout, `${id}  BROKEN at record ${verification.seq}: ${printable(verification.message)}`);
    }
    if (options.json) writeJson(io.stdout, found);
    else writeLine(io.stdout, `${counted(found.length, 'execution')} checked, ${broken} broken`);
    return broken === 0 ? exitCodes.answered : exitCodes.memory;

    async function* chosen(): AsyncGenerator<{ readonly executionId: string; readonly length?: number }> {
      if (given !== undefined) yield await findExecution(io, memory, options, given);
      else yield* everyExecution(memory);
    }
  });
}

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
      await pipeline(Readable.from(lines), file.createWriteStream());
    }
    return exitCodes.answered;
  });
}

/** `handoff import FILE`: appends what `handoff export` wrote, after checking it. */
export async function importCommand(io: Io, file: string, options: StoredCommandOptions): Promise<ExitCode> {
  // The file first: where it cannot be read, no empty memory is left behind.
  const input = file === '-' ? io.stdin : (await openFile(io.cwd, file, 'r')).createReadStream({ encoding: 'utf8' });
  return withPlace(io, options, 'write', async ({ memory }) => {
    const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    writeLine(io.stdout, `${counted(await importExecutions(memory, lines), 'execution')} imported`);
    return exitCodes.answered;
  });
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
