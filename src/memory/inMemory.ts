import type { TransitionRecord } from '../machines/executionTypes.ts';
import { deepFreeze } from '../machines/plainData.ts';
import { checkedOptions, optionsOf } from '../options/checkedOptions.ts';
import { aFunction } from '../options/rules.ts';
import { breather } from './breather.ts';
import { ConcurrentExecutionError, MemoryError, type MemoryOperation } from './errors.ts';
import { inMemoryIndex, summaryIn, type KeptExecution } from './inMemoryIndex.ts';
import {
  checkedClaim,
  heldError,
  heldFrom,
  keepsOut,
  leaseOf,
  shownLease,
  type HeldLease,
  type LeaseClaim,
} from './lease.ts';
import { listFilter } from './listQuery.ts';
import { scannedPage } from './listPage.ts';
import { recordBatch, rewriteBatch } from './recordBatch.ts';
import type { ExecutionSummary, SharedMemory } from './sharedMemory.ts';
import { isOver, statusAfter, waitsAfter } from './summary.ts';

const store = 'in-memory';

/** Options of `inMemory`. */
export interface InMemoryOptions {
  /** The time in milliseconds since the epoch, by which leases expire. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

const inMemoryOptions = optionsOf<InMemoryOptions>({ now: aFunction() });

/**
 * A memory that lasts as long as the process: for tests, and for executions that nobody needs afterwards.
 *
 * Records are kept as they are, not cloned: they are plain data that nobody changes, so copying the arrays that go in
 * and out is enough.
 *
 * @throws ConfigurationError where an option is not valid.
 */
export function inMemory(options: InMemoryOptions = {}): SharedMemory {
  const { now = () => Date.now() } = checkedOptions('inMemory', inMemoryOptions, options);
  const executions = inMemoryIndex();
  let closed = false;

  const assertOpen = (operation: MemoryOperation) => {
    if (closed) throw new MemoryError(store, operation, 'This memory was closed, and its content is gone.');
  };

  const shown = (execution: KeptExecution): ExecutionSummary => {
    const { held } = execution;
    const summary = summaryIn(execution);
    return deepFreeze(held === null ? summary : { ...summary, lease: shownLease(held, now()) });
  };

  const hold = (executionId: string, execution: KeptExecution, claim: LeaseClaim) => {
    execution.held = heldFrom(claim, now());
    return leaseOf(executionId, execution.held);
  };

  return {
    seals: false,

    async append(records, given) {
      assertOpen('append');
      const claim = given && checkedClaim(given);
      const batch = recordBatch(store, records);
      if (batch === undefined) return;
      const { executionId, firstSeq } = batch;
      const before = executions.get(executionId);
      if (claim !== undefined && before !== undefined && keepsOut(before.held, claim.token, now())) {
        throw heldError(executionId, before.held);
      }
      const nextSeq = before?.records.length ?? 0;
      if (firstSeq !== nextSeq) throw new ConcurrentExecutionError(executionId, firstSeq, nextSeq);
      const execution = before ?? { records: [], waits: false, held: null };
      for (const record of records) execution.records.push(record);
      execution.waits = waitsAfter(records, execution.waits);
      execution.held = heldAfter(batch.last, execution, claim, now);
      if (before === undefined) executions.set(executionId, execution);
      else if (before.placed !== undefined) executions.touch(before);
    },

    async rewrite(records) {
      assertOpen('rewrite');
      const batch = rewriteBatch(store, records);
      if (batch === undefined) return;
      const before = executions.get(batch.executionId);
      const nextSeq = before?.records.length ?? 0;
      if (before === undefined || records.length !== nextSeq) {
        throw new ConcurrentExecutionError(batch.executionId, records.length, nextSeq, { operation: 'rewrite' });
      }
      const held = isOver(statusAfter(batch.last)) ? null : before.held;
      executions.set(batch.executionId, { records: [...records], waits: waitsAfter(records, false), held });
    },

    async read(executionId) {
      assertOpen('read');
      // Whoever reads may keep what they are given, and change nothing of what is stored.
      return executions.get(executionId)?.records.map(deepFreeze) ?? [];
    },

    async find(executionId) {
      assertOpen('find');
      const found = executions.get(executionId);
      return found === undefined ? null : shown(found);
    },

    async list(query = {}) {
      assertOpen('list');
      const filter = listFilter(query);
      await executions.settle();
      return scannedPage(filter, (after, count) => {
        assertOpen('list');
        return executions.after(filter.order, after, count).flatMap((position) => {
          const execution = executions.get(position.executionId);
          return execution === undefined ? [] : [{ position, summary: shown(execution) }];
        });
      });
    },

    async delete(executionId) {
      assertOpen('delete');
      return executions.delete(executionId);
    },

    async deleteMany(executionIds) {
      assertOpen('delete');
      const breathe = breather();
      let deleted = 0;
      for (const executionId of executionIds) {
        if (executions.delete(executionId)) deleted += 1;
        await breathe();
      }
      return deleted;
    },

    async repair(executionId) {
      assertOpen('repair');
      const found = executions.get(executionId);
      if (found !== undefined) executions.set(executionId, { ...found, summary: undefined, placed: undefined });
      return found !== undefined;
    },

    async acquire(executionId, given) {
      assertOpen('acquire');
      const claim = checkedClaim(given);
      const found = executions.get(executionId);
      if (found === undefined || isOver(summaryIn(found).status) || keepsOut(found.held, claim.token, now()))
        return null;
      return hold(executionId, found, claim);
    },

    async renew(executionId, given) {
      assertOpen('renew');
      const claim = checkedClaim(given);
      const found = executions.get(executionId);
      return found?.held?.token === claim.token ? hold(executionId, found, claim) : null;
    },

    async release(executionId, token) {
      assertOpen('release');
      const found = executions.get(executionId);
      if (found?.held?.token === token) found.held = null;
    },

    async now() {
      assertOpen('now');
      return now();
    },

    async close() {
      closed = true;
      executions.clear();
    },
  };
}

/** The lease of an execution to which records were added. */
function heldAfter(
  last: TransitionRecord,
  { waits, held }: KeptExecution,
  claim: LeaseClaim | undefined,
  now: () => number,
): HeldLease | null {
  if (isOver(statusAfter(last))) return null;
  if (claim === undefined) return held;
  return waits ? null : heldFrom(claim, now());
}
