import { ConfigurationError } from '../machines/errors.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { instantOf, isoTime } from '../machines/time.ts';
import type { ErasableField } from '../machines/recordFields.ts';
import { breather } from './breather.ts';
import { sealRecords } from './chain/sealRecord.ts';
import { verifyRecords, type ChainAnchor, type Verification } from './chain/verifyRecords.ts';
import { ConcurrentExecutionError, MemoryError } from './errors.ts';
import { everyEntry } from './everyExecution.ts';
import { summaryFault } from './summary.ts';
import type { DamagedExecution, ExecutionStatus, SharedMemory } from './sharedMemory.ts';

/**
 * Checks the hash chain of one execution, see `verifyRecords`, and that its summary says what the records say. `undefined`
 * where it is not in this memory.
 */
export async function verifyExecution(
  memory: SharedMemory,
  executionId: string,
  anchor?: ChainAnchor,
): Promise<Verification | undefined> {
  const records = await memory.read(executionId);
  if (records.length === 0) return undefined;
  const verification = verifyRecords(records, anchor);
  if (!verification.valid) return verification;
  const problem = await summaryProblem(memory, executionId, records);
  if (problem === undefined) return verification;
  const message = `The records are whole, and the summary that lists are made of is not theirs: ${problem}. Write it anew: handoff repair.`;
  return { valid: false, seq: records.length - 1, problem: 'summary', message };
}

/**
 * Says in words what of an execution's summary is not what its records come to; `undefined` where nothing is.
 *
 * @param read its records, where the caller has them already.
 */
export async function summaryProblem(
  memory: SharedMemory,
  executionId: string,
  read?: readonly TransitionRecord[],
): Promise<string | undefined> {
  let records = read ?? (await memory.read(executionId));
  for (;;) {
    const compared = records;
    const told = await memory
      .find(executionId)
      .then((summary) => (summary === null ? 'there is none' : summaryFault(compared, summary)), damageIn);
    if (told === undefined) return undefined;
    // An execution that goes on may have got a record in between.
    records = await memory.read(executionId);
    if (records.length === compared.length) return told;
  }
}

function damageIn(error: unknown): string {
  if (MemoryError.isInstance(error)) return error.message;
  throw error;
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

/** Executions that are deleted together. */
const deletedAtOnce = 10_000;

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
  let found: string[] = [];
  for await (const entry of everyEntry(memory, { status: over, startedBefore: isoTime(time) })) {
    // Where a summary contradicts itself, the records may tell of an execution that still waits.
    if ('error' in entry || entry.waiting !== null) continue;
    found.push(entry.executionId);
    if (found.length < deletedAtOnce) continue;
    deleted += await memory.deleteMany(found.toReversed());
    found = [];
  }
  // The oldest first, as stores keep them: what is deleted together lies together.
  return deleted + (await memory.deleteMany(found.toReversed()));
}

export interface ExportOptions {
  /**
   * Told of each execution that cannot be read, or whose chain is broken. It is left out then, and the others are
   * exported. Default: the export ends with the error of the first one.
   */
  readonly onDamaged?: ((damaged: DamagedExecution) => void) | undefined;
}

/**
 * The lines of a JSONL file of the given executions, or of all; each chain is checked before.
 *
 * @throws MemoryError where an execution cannot be read, or its chain is broken, unless `onDamaged` is told.
 */
export async function* exportExecutions(
  memory: SharedMemory,
  executionIds?: readonly string[],
  options: ExportOptions = {},
): AsyncGenerator<string, void, void> {
  const { exportRecords } = await import('./chain/exportRecords.ts');
  yield* exportRecords(recordsOf(memory, executionIds, options));
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
  const breathe = breather();
  let imported = 0;
  for await (const records of importRecords(given)) {
    if (await importExecution(memory, records)) imported += 1;
    await breathe();
  }
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

async function* recordsOf(
  memory: SharedMemory,
  ids: readonly string[] | undefined,
  { onDamaged }: ExportOptions,
): AsyncGenerator<readonly TransitionRecord[]> {
  const breathe = breather();
  for await (const entry of ids?.map((executionId) => ({ executionId })) ?? everyEntry(memory)) {
    try {
      // Where a summary is damaged, the records need not be.
      const records = exportable(await memory.read(entry.executionId));
      if (onDamaged !== undefined) assertIntact(records);
      yield records;
    } catch (error) {
      if (onDamaged === undefined || !MemoryError.isInstance(error)) throw error;
      onDamaged({ executionId: entry.executionId, error });
    }
    await breathe();
  }
}

function assertIntact(records: readonly TransitionRecord[]): void {
  const verified = verifyRecords(records);
  if (!verified.valid) throw new MemoryError('export', 'read', verified.message);
}

/** A memory that seals nothing (see `SharedMemory.seals`) is sealed on its way out. */
function exportable(records: readonly TransitionRecord[]): readonly TransitionRecord[] {
  return records[0]?.seal === undefined ? sealRecords(records) : records;
}
