import type { DatabaseSync } from 'node:sqlite';

import { HandoffError } from '../machines/errors.ts';
import type { MemoryOperation } from './errors.ts';
import { asSqliteError } from './sqliteErrors.ts';
import type { AssertInPlace } from './sqliteFile.ts';
import { rollback } from './sqliteSchema.ts';

/** Writes through one transaction for all that was asked for at about the same time. */
export interface SqliteWriter {
  /**
   * Runs `work` in the next transaction, and resolves to its result when that is committed. Where it throws a
   * `HandoffError`, it must not have written anything: that refuses this work alone. It may run twice.
   */
  write<T>(operation: MemoryOperation, work: () => T): Promise<T>;
  /** Writes what is waiting now, instead of a moment later. */
  flush(): void;
}

interface Job {
  readonly operation: MemoryOperation;
  /** Does the work. What it returns settles the promise, and is called after the commit. */
  readonly attempt: () => () => void;
  readonly reject: (error: unknown) => void;
}

/** `assertInPlace` is called before each transaction, and throws where the file is not there any more. */
export function sqliteWriter(db: DatabaseSync, file: string, assertInPlace: AssertInPlace = () => {}): SqliteWriter {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const end = db.prepare('COMMIT');
  let waiting: Job[] = [];

  const flush = () => {
    const jobs = waiting;
    waiting = [];
    if (jobs.length > 0) commit(jobs);
  };

  const rejectAll = (jobs: readonly Job[], error: unknown) => {
    for (const { operation, reject } of jobs) {
      reject(asSqliteError(file, operation, error));
    }
  };

  /** Refused work writes nothing, so the others can commit. Any other failure: each alone, to find whose it is. */
  const commit = (jobs: readonly Job[]) => {
    const settled: (() => void)[] = [];
    try {
      assertInPlace(jobs[0]?.operation ?? 'append');
      begin.run();
    } catch (error) {
      rejectAll(jobs, error);
      return;
    }
    try {
      for (const job of jobs) settled.push(outcomeOf(job));
      end.run();
    } catch (error) {
      rollback(db);
      if (jobs.length > 1) for (const job of jobs) commit([job]);
      else rejectAll(jobs, error);
      return;
    }
    for (const settle of settled) settle();
  };

  return {
    write: (operation, work) =>
      new Promise((resolve, reject) => {
        // Node runs this after all promises that are ready now, so whatever they write joins the group.
        if (waiting.length === 0) process.nextTick(flush);
        const attempt = () => {
          const result = work();
          return () => resolve(result);
        };
        waiting.push({ operation, attempt, reject });
      }),
    flush,
  };
}

function outcomeOf({ attempt, reject }: Job): () => void {
  try {
    return attempt();
  } catch (error) {
    if (!HandoffError.isInstance(error)) throw error;
    return () => reject(error);
  }
}
