import { ConfigurationError } from '../machines/errors.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { instantOf, isoTime } from '../machines/time.ts';
import type { ErasableField } from '../machines/recordFields.ts';
import { sealRecords } from './chain/sealRecord.ts';
import { verifyRecords, type ChainAnchor, type Verification } from './chain/verifyRecords.ts';
import { ConcurrentExecutionError, MemoryError } from './errors.ts';
import { everyExecution } from './everyExecution.ts';
import type { ExecutionStatus, SharedMemory } from './sharedMemory.ts';

/** Checks the hash chain of one execution, see `verifyRecords`. `undefined` where it is not in this memory. */
export async function verifyExecution(
  memory: SharedMemory,
  executionId: string,
  anchor?: ChainAnchor,
): Promise<Verification | undefined> {
  const records = await memory.read(executionId);
  return records.length === 0 ? undefined : verifyRecords(records, anchor);
}

/** Erases personal data from one execution, see `eraseFields`. False where it is not in this memory. */
export async function eraseExecution(
  memory: SharedMemory,
  executionId: string,
  fields: readonly ErasableField[],
): Promise<boolean> {
  const [records, { eraseFields }] = await Promise.all([memory.read(executionId), import('./chain/eraseFields.ts')]);
  if (records.length === 0) return false;
  await memory.rewrite(eraseFields(records, fields));
  return true;
}

const over: readonly ExecutionStatus[] = ['completed', 'failed', 'cancelled'];

/**
 * Deletes the executions that began before a time and are over. Those that run or wait stay.
 *
 * @returns how many were deleted.
 * @throws ConfigurationError where `before` is no `Date`, nor a date or a time in ISO 8601 that exists.
 */
export async function pruneExecutions(
  memory: SharedMemory,
  { before }: { readonly before: string | Date },
): Promise<number> {
  const time = typeof before === 'string' ? instantOf(before) : before.getTime();
  if (time === undefined || Number.isNaN(time)) {
    throw new ConfigurationError(
      'before',
      `prune: '${String(before)}' is not a time. Use ISO 8601, such as 2026-01-31.`,
    );
  }
  let deleted = 0;
  for await (const { executionId } of everyExecution(memory, { status: over, startedBefore: isoTime(time) })) {
    if (await memory.delete(executionId)) deleted += 1;
  }
  return deleted;
}

/** The lines of a JSONL file of the given executions, or of all; each chain is checked before. @throws MemoryError */
export async function* exportExecutions(
  memory: SharedMemory,
  executionIds?: readonly string[],
): AsyncGenerator<string, void, void> {
  const { exportRecords } = await import('./chain/exportRecords.ts');
  yield* exportRecords(recordsOf(memory, executionIds));
}

/**
 * Appends the executions of a file that `exportExecutions` made, checking each chain before. One that is there already
 * with the same records is left alone, so that a file can be imported again after it was cut off.
 *
 * @returns how many were imported.
 * @throws MemoryError naming the line of a broken export, or an execution that is there already with other records. Those
 *   before it are imported.
 */
export async function importExecutions(
  memory: SharedMemory,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<number> {
  // Taken at once: a `readline` interface drops the lines that come before somebody iterates it.
  const given = Symbol.asyncIterator in lines ? asIterable(lines[Symbol.asyncIterator]()) : lines;
  const { importRecords } = await import('./chain/importRecords.ts');
  let imported = 0;
  for await (const records of importRecords(given)) if (await importExecution(memory, records)) imported += 1;
  return imported;
}

function asIterable(iterator: AsyncIterator<string>): AsyncIterable<string> {
  return { [Symbol.asyncIterator]: () => iterator };
}

/** False where the same records are there already. */
async function importExecution(memory: SharedMemory, records: readonly TransitionRecord[]): Promise<boolean> {
  try {
    await memory.append(records);
    return true;
  } catch (error) {
    if (!ConcurrentExecutionError.isInstance(error)) throw error;
    const present = await memory.read(error.executionId);
    if (present.length === records.length && present.at(-1)?.seal?.hash === records.at(-1)?.seal?.hash) return false;
    const message = `Execution '${error.executionId}' is in this memory already, with other records. Import it into another memory, or delete it from this one first.`;
    throw new MemoryError('import', 'append', message, { cause: error });
  }
}

async function* recordsOf(memory: SharedMemory, ids?: readonly string[]): AsyncGenerator<readonly TransitionRecord[]> {
  if (ids !== undefined) for (const id of ids) yield exportable(await memory.read(id));
  else for await (const { executionId } of everyExecution(memory)) yield exportable(await memory.read(executionId));
}

/** A memory that seals nothing (see `SharedMemory.seals`) is sealed on its way out. */
function exportable(records: readonly TransitionRecord[]): readonly TransitionRecord[] {
  return records[0]?.seal === undefined ? sealRecords(records) : records;
}
