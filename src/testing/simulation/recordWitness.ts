import { isDeepStrictEqual } from 'node:util';

import type { HandoffSnapshot } from '../../machines/fold.ts';
import { isoTime } from '../../machines/time.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
import { firstPreviousHash } from '../../memory/chain/digest.ts';
import { isIntact } from '../../memory/chain/isIntact.ts';
import type { HandoffConfig, HandoffInput } from '../../machines/types.ts';
import { cancelSettles } from '../invariants/endInvariants.ts';
import { endOf } from '../invariants/history.ts';
import { invariants } from '../invariants/invariants.ts';
import { recordSaysWhatHappened } from '../invariants/recordInvariant.ts';
import { essenceOf, replay, replayEqualsLive } from '../invariants/replayInvariant.ts';
import { unheardOf } from './heard.ts';
import { viewOf, type Ledger } from './ledger.ts';
import type { Life } from './life.ts';
import { uncountedOf } from './repeatedCalls.ts';
import {
  agentsHeard,
  chainVerifies,
  nothingLost,
  oneWinner,
  repeatedCallsCount,
  type Report,
} from './simulationInvariants.ts';

/** Sees what takes effect in the memory, and what processes are told of it. */
export interface RecordWitness {
  /** The store says that it took the records. */
  stored(ledger: Ledger, processId: string, records: readonly TransitionRecord[]): void;
  /** A process is told that its records are stored. */
  acknowledged(ledger: Ledger, processId: string, records: readonly TransitionRecord[]): void;
  /** A process is told that somebody else wrote first. */
  refused(ledger: Ledger, processId: string): void;
  /** A process is told that its write failed. */
  failed(ledger: Ledger, processId: string): void;
  /** The records of an execution as the store gives them. */
  read(ledger: Ledger, records: readonly TransitionRecord[]): void;
  /** What an actor shows. */
  showed(ledger: Ledger, processId: string, snapshot: HandoffSnapshot): void;
}

export interface RecordWitnessOptions {
  readonly config: HandoffConfig;
  /** Every process that there was, by its id. */
  readonly lives: ReadonlyMap<string, Life>;
  readonly report: Report;
}

export function createRecordWitness({ config, lives, report }: RecordWitnessOptions): RecordWitness {
  const skewOf = (processId = '') => lives.get(processId)?.skewMs ?? 0;

  function take(ledger: Ledger, processId: string, record: TransitionRecord): void {
    const { records } = ledger;
    const index = records.length;
    if (record.seq !== index) {
      const writer = ledger.writers[record.seq] ?? 'nobody';
      report(oneWinner, ledger, `Record ${record.seq} of ${processId} was stored, and ${writer} had written it.`);
      return;
    }
    records.push(record);
    ledger.writers.push(processId);
    ledger.input ??= askedFor(ledger, record, report);
    const snapshots = replay(records);
    if (typeof snapshots === 'string') return report(replayEqualsLive, ledger, snapshots);
    const snapshot = snapshots.at(-1);
    if (snapshot === undefined) return;
    ledger.snapshots.push(snapshot);
    const history = { config, input: ledger.input, records, end: endOf(snapshot) };
    for (const invariant of invariants) {
      const problem = invariant.check(history);
      if (problem !== undefined) report(invariant, ledger, problem);
    }
    const before = records[index - 1];
    if (!isIntact(record) || record.seal?.previousHash !== (before?.seal?.hash ?? firstPreviousHash)) {
      report(chainVerifies, ledger, `The seal of record ${index} is not that of its content, or of its place.`);
    }
    const sameClock = skewOf(processId) === skewOf(ledger.writers[index - 1]);
    if (before !== undefined && sameClock && record.timestamp < before.timestamp) {
      report(recordSaysWhatHappened, ledger, `Record ${index} is of ${record.timestamp}, earlier than the one before.`);
    }
    const { abortedAt } = viewOf(ledger, processId);
    if ('actorId' in record.event && abortedAt !== undefined && record.timestamp > abortedAt) {
      report(cancelSettles, ledger, `Its caller aborted it at ${abortedAt}, and record ${index} goes on.`);
    }
    const uncounted = uncountedOf(ledger, record, index);
    if (uncounted !== undefined) report(repeatedCallsCount, ledger, `Record ${index}: ${uncounted}`);
    const unheard = unheardOf(ledger, record, index);
    if (unheard !== undefined) report(agentsHeard, ledger, `Record ${index}: ${unheard}`);
  }

  /** Where the process that wrote the last of so many records showed another snapshot than the record gives. */
  function compareLive(ledger: Ledger, processId: string, length: number): void {
    const { live } = viewOf(ledger, processId);
    const shown = live.get(length);
    const folded = ledger.snapshots[length - 1];
    if (shown === undefined || folded === undefined || ledger.writers[length - 1] !== processId) return;
    live.delete(length);
    if (essenceOf(shown) === essenceOf(folded)) return;
    report(
      replayEqualsLive,
      ledger,
      `What ${processId} showed after record ${length - 1} is not what the record gives.`,
    );
  }

  /** What a process showed beyond its last record never came to be. */
  function lose(ledger: Ledger, processId: string): void {
    const view = viewOf(ledger, processId);
    view.lost = true;
    view.abortedAt = undefined;
    view.live.clear();
  }

  return {
    stored: (ledger, processId, records) => {
      for (const record of records) take(ledger, processId, record);
      compareLive(ledger, processId, ledger.records.length);
    },

    acknowledged: (ledger, processId, records) => {
      const view = viewOf(ledger, processId);
      for (const { seq, seal } of records) {
        const stands = ledger.writers[seq] === processId && ledger.records[seq]?.seal?.hash === seal?.hash;
        if (!stands || ledger.acknowledged.has(seq)) {
          const writer = ledger.writers[seq] ?? 'nobody';
          report(oneWinner, ledger, `${processId} is told that its record ${seq} is stored, and ${writer} wrote it.`);
        }
        ledger.acknowledged.add(seq);
      }
      if (view.known === 0 || records.some(({ event }) => event.type === 'resume')) view.called.clear();
      view.known = (records.at(-1)?.seq ?? -1) + 1;
      view.lost = false;
    },

    refused: (ledger, processId) => {
      lose(ledger, processId);
      viewOf(ledger, processId).refused += 1;
    },

    failed: lose,

    read: (ledger, records) => {
      const differs = ledger.records.findIndex((written, index) => !isDeepStrictEqual(records[index], written));
      if (differs !== -1) {
        const told = ledger.acknowledged.has(differs) ? ', which somebody was told is stored,' : '';
        report(nothingLost, ledger, `Record ${differs}${told} is not in the memory as it was written.`);
      } else if (records.length > ledger.records.length) {
        report(
          nothingLost,
          ledger,
          `The memory holds ${records.length} records, and ${ledger.records.length} were stored.`,
        );
      }
    },

    showed: (ledger, processId, snapshot) => {
      // An actor that is stopped is in no state of the machine.
      if (snapshot.status === 'stopped') return;
      const { seq } = snapshot.context;
      viewOf(ledger, processId).live.set(seq, snapshot);
      compareLive(ledger, processId, seq);
    },
  };
}

/** What was asked for when the execution was begun with this record. */
function askedFor(ledger: Ledger, { timestamp }: TransitionRecord, report: Report): HandoffInput {
  const { executionId, task, limits } = ledger.plan;
  if (!ledger.begunAt.has(timestamp)) {
    report(recordSaysWhatHappened, ledger, `It says that it began at ${timestamp}, and nobody began it then.`);
  }
  const { maxTier, timeMs, ...budget } = limits;
  const deadline = timeMs === undefined ? {} : { deadline: isoTime(Date.parse(timestamp) + timeMs) };
  return {
    executionId,
    task,
    timestamp,
    limits: { ...budget, ...deadline },
    ...(maxTier !== undefined && { maxTier }),
  };
}
