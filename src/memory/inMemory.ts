import { deepFreeze } from '../machines/plainData.ts';
import { checkedOptions, optionsOf } from '../options/checkedOptions.ts';
import { aFunction } from '../options/rules.ts';
import { breather } from './breather.ts';
import { ConcurrentExecutionError, MemoryError, type MemoryOperation } from './errors.ts';
import { inMemoryIndex, type KeptExecution } from './inMemoryIndex.ts';
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
import { continuedSummary, isOver, summaryOf } from './summary.ts';

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

  const shown = ({ summary, held }: KeptExecution): ExecutionSummary =>
    deepFreeze(held === null ? summary : { ...summary, lease: shownLease(held, now()) });

  const hold = (execution: KeptExecution, claim: LeaseClaim) => {
    const held = heldFrom(claim, now());
    executions.set({ ...execution, held });
    return leaseOf(execution.summary.executionId, held);
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
      const summary = before === undefined ? summaryOf(batch) : continuedSummary(before.summary, batch);
      const stored = before?.records ?? [];
      for (const record of records) stored.push(record);
      executions.set({ records: stored, summary, held: heldAfter(summary, before?.held ?? null, claim, now) });
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
      const summary = summaryOf(batch);
      executions.set({ records: [...records], summary, held: heldAfter(summary, before.held, undefined, now) });
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
      const batch = found && recordBatch(store, found.records);
      if (found !== undefined && batch !== undefined) executions.set({ ...found, summary: summaryOf(batch) });
      return batch !== undefined;
    },

    async acquire(executionId, given) {
      assertOpen('acquire');
      const claim = checkedClaim(given);
      const found = executions.get(executionId);
      if (found === undefined || isOver(found.summary.status) || keepsOut(found.held, claim.token, now())) return null;
      return hold(found, claim);
    },

    async renew(executionId, given) {
      assertOpen('renew');
      const claim = checkedClaim(given);
      const found = executions.get(executionId);
      return found?.held?.token === claim.token ? hold(found, claim) : null;
    },

    async release(executionId, token) {
      assertOpen('release');
      const found = executions.get(executionId);
      if (found?.held?.token === token) executions.set({ ...found, held: null });
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

/** The lease after records that led to this summary. */
function heldAfter(
  { status, waiting }: ExecutionSummary,
  before: HeldLease | null,
  claim: LeaseClaim | undefined,
  now: () => number,
): HeldLease | null {
  if (isOver(status)) return null;
  if (claim === undefined) return before;
  return waiting === null ? heldFrom(claim, now()) : null;
}
