import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { everyExecution } from '../../src/memory/everyExecution.ts';
import { applyRedaction, type Redact } from '../../src/memory/chain/applyRedaction.ts';
import { listedOf } from '../listedOf.ts';
import type { ListedExecution } from '../protocol.ts';
import type { ExecutionSource } from './executionSource.ts';

export interface LedgerOptions {
  readonly sourceId: string;
  readonly source: ExecutionSource;
  readonly redact: Redact | undefined;
  readonly maxExecutions: number;
}

/** The executions of one source, as they are shown. */
export interface Ledger {
  readonly sourceId: string;
  readonly source: ExecutionSource;
  /** As of the last `refresh` and the updates since. */
  readonly entries: ReadonlyMap<string, ListedExecution>;
  /** There are older executions, which are not listed. As of the last `refresh`. */
  readonly hasOlder: boolean;
  /** The records as they may be shown. Empty for an unknown execution. */
  read(executionId: string): Promise<readonly TransitionRecord[]>;
  /** The records as they are. */
  readAll(executionId: string): Promise<readonly TransitionRecord[]>;
  /** Lists an execution whether or not it is among the newest. */
  pin(executionId: string): void;
  /** Looks at one execution again. `undefined` where it is gone. */
  update(executionId: string): Promise<ListedExecution | undefined>;
  /** Looks at the memory again: which executions are new or longer, and which are not listed any more. */
  refresh(): Promise<{ readonly changed: readonly string[]; readonly removed: readonly string[] }>;
}

export function createLedger({ sourceId, source, redact, maxExecutions }: LedgerOptions): Ledger {
  const { memory, tail } = source;
  const entries = new Map<string, ListedExecution>();
  const pinned = new Set<string>();
  /** The records shown of executions that run here: a new one is added, and none is read or redacted again. */
  const shown = new Map<string, TransitionRecord[]>();
  let hasOlder = false;

  function visible(record: TransitionRecord): TransitionRecord {
    return redact === undefined ? record : applyRedaction(record, redact);
  }

  async function readAll(executionId: string): Promise<readonly TransitionRecord[]> {
    const stored = await memory.read(executionId);
    return tail?.after(executionId, stored) ?? stored;
  }

  async function read(executionId: string): Promise<readonly TransitionRecord[]> {
    const known = shown.get(executionId);
    const next = known && tail?.from(executionId, known.length);
    if (known === undefined || next === undefined) {
      const records = (await readAll(executionId)).map(visible);
      if (tail?.isLive(executionId) === true) shown.set(executionId, records);
      else shown.delete(executionId);
      return records;
    }
    for (const record of next) known.push(visible(record));
    if (tail?.isLive(executionId) !== true) shown.delete(executionId);
    return known;
  }

  return {
    sourceId,
    source,
    entries,
    get hasOlder() {
      return hasOlder;
    },
    read,
    readAll,
    pin: (executionId) => void pinned.add(executionId),
    update: async (executionId) => {
      const before = entries.get(executionId);
      const records = await read(executionId);
      const entry = listedOf(records, { sourceId, live: tail?.isLive(executionId) ?? false, before });
      if (entry === undefined) entries.delete(executionId);
      else entries.set(executionId, entry);
      return entry;
    },
    refresh: async () => {
      const before = [...entries.keys()];
      const found = new Set<string>();
      const changed = new Set<string>();
      let isCut = false;
      for await (const { executionId, length } of everyExecution(memory)) {
        isCut = found.size >= maxExecutions;
        if (isCut) break;
        found.add(executionId);
        if (length > (entries.get(executionId)?.length ?? 0)) changed.add(executionId);
      }
      for (const executionId of tail?.executionIds ?? []) {
        if (tail?.isLive(executionId)) found.add(executionId);
        if (tail?.isLive(executionId) && !entries.has(executionId)) changed.add(executionId);
      }
      hasOlder = isCut;
      for (const executionId of pinned) {
        if (found.has(executionId)) continue;
        const { length } = await memory.read(executionId);
        if (length === 0) pinned.delete(executionId);
        else found.add(executionId);
        if (length > (entries.get(executionId)?.length ?? 0)) changed.add(executionId);
      }
      const removed = before.filter((executionId) => !found.has(executionId));
      for (const executionId of removed) entries.delete(executionId);
      return { changed: [...changed], removed };
    },
  };
}
