import assert from 'node:assert/strict';

import { ConfigurationError } from '../../machines/errors.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
import { ConcurrentExecutionError, ExecutionHeldError, MemoryError } from '../../memory/errors.ts';
import type { ExecutionPage, ListQuery, SharedMemory } from '../../memory/sharedMemory.ts';

/** One rule of the contract, checked on an empty store. */
export interface MemoryCheck {
  readonly name: string;
  readonly check: (memory: SharedMemory) => Promise<void>;
}

/** A record that must be there. */
export function at(records: readonly TransitionRecord[], index: number): TransitionRecord {
  const record = records[index];
  assert.ok(record, `there is a record at ${index}`);
  return record;
}

export function idsOf({ executions }: ExecutionPage): readonly string[] {
  return executions.map(({ executionId }) => executionId);
}

/** The ids on each page of a list. */
export async function pagesOf(memory: SharedMemory, query: ListQuery): Promise<readonly (readonly string[])[]> {
  const found: (readonly string[])[] = [];
  let page = await memory.list(query);
  found.push(idsOf(page));
  while (page.nextCursor !== null) {
    page = await memory.list({ ...query, cursor: page.nextCursor });
    found.push(idsOf(page));
  }
  return found;
}

export async function rejectsAsMemoryError(work: Promise<unknown>): Promise<void> {
  await assert.rejects(
    work,
    (error) => {
      assert.ok(MemoryError.isInstance(error), `expected a MemoryError, got ${String(error)}`);
      assert.notEqual(error.message, '');
      return true;
    },
    'It was accepted, and must be refused with a MemoryError.',
  );
}

export async function rejectsAsConfigurationError(work: Promise<unknown>, path: string): Promise<void> {
  await assert.rejects(
    work,
    (error) => {
      assert.ok(ConfigurationError.isInstance(error), `expected a ConfigurationError, got ${String(error)}`);
      assert.equal(error.path, path);
      return true;
    },
    `It was accepted, and must be refused with a ConfigurationError of '${path}'.`,
  );
}

export async function rejectsAsConcurrent(work: Promise<unknown>, seq: number, nextSeq: number): Promise<void> {
  await assert.rejects(
    work,
    (error) => {
      assert.ok(
        ConcurrentExecutionError.isInstance(error),
        `expected a ConcurrentExecutionError, got ${String(error)}`,
      );
      assert.deepEqual([error.seq, error.nextSeq], [seq, nextSeq]);
      return true;
    },
    `It was accepted, and must be refused with a ConcurrentExecutionError: record ${seq} comes, and ${nextSeq} is next.`,
  );
}

export async function rejectsAsHeld(
  work: Promise<unknown>,
  executionId: string,
  owner: string,
): Promise<ExecutionHeldError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.notEqual(
    error,
    undefined,
    `It was accepted, and must be refused with an ExecutionHeldError: '${owner}' holds it.`,
  );
  assert.ok(ExecutionHeldError.isInstance(error), `expected an ExecutionHeldError, got ${String(error)}`);
  assert.deepEqual([error.executionId, error.owner], [executionId, owner]);
  return error;
}
