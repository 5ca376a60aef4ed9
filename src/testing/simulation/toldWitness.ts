import { isDeepStrictEqual } from 'node:util';

import type { HandoffResult } from '../../run/result.ts';
import type { HandoffDecision } from '../../machines/executionTypes.ts';
import { HandoffError } from '../../machines/errors.ts';
import { ExecutionHeldError } from '../../memory/errors.ts';
import { settledOtherwise } from '../drive/pathDifferences.ts';
import { isOver, viewOf, type Ledger } from './ledger.ts';
import type { Life } from './life.ts';
import { callersToldTheTruth, type Report } from './simulationInvariants.ts';

/** What a process says to a caller: where an execution stopped, whether it was cancelled, or its history. */
export type Said =
  | HandoffResult
  | boolean
  | { readonly status: 'history'; readonly decisions: readonly HandoffDecision[] };

/** What a caller is told. */
export type Told = { readonly result: Said } | { readonly error: unknown };

/** What a caller asked a process for. */
export interface Request {
  readonly kind: 'execute' | 'resume' | 'resumeAll' | 'respond' | 'cancel' | 'read';
  readonly processId: string;
  /** How many records there were when it was asked. */
  readonly recordsBefore: number;
  /** Milliseconds since the epoch, by the world's clock. */
  readonly askedAt: number;
  /** The text of a person's answer. */
  readonly answer?: string;
}

/** Sees everything that callers are told, when they are told it. */
export interface ToldWitness {
  told(ledger: Ledger, request: Request, told: Told): void;
}

export interface ToldWitnessOptions {
  /** Every process that there was, by its id. */
  readonly lives: ReadonlyMap<string, Life>;
  readonly report: Report;
}

export function createToldWitness({ lives, report }: ToldWitnessOptions): ToldWitness {
  return {
    told: (ledger, request, told) => {
      const problem =
        'error' in told ? wrongError(ledger, request, told.error, lives) : wrongResult(ledger, request, told.result);
      if (problem === undefined) return;
      const who = `Whoever asked ${request.processId} to ${request.kind} was told`;
      report(callersToldTheTruth, ledger, `${who} ${shown(told)}: ${problem}`);
    },
  };
}

function wrongResult(ledger: Ledger, request: Request, result: Said): string | undefined {
  const { kind, answer, recordsBefore } = request;
  const last = ledger.records.at(-1)?.to;
  if (typeof result === 'boolean') {
    if (kind !== 'cancel') return `that is no result of ${kind}.`;
    if (result) return last === 'cancelled' ? undefined : `the record ends in ${last}.`;
    return isOver(ledger) ? undefined : `it is not over, the record ends in ${last}.`;
  }
  if (result.status === 'history') {
    const made = ledger.records.flatMap(({ decision }) => decision ?? []);
    const before = ledger.records.slice(0, recordsBefore).flatMap(({ decision }) => decision ?? []).length;
    const { decisions } = result;
    const right = decisions.length >= before && isDeepStrictEqual(decisions, made.slice(0, decisions.length));
    return right ? undefined : `the decisions in the record are others.`;
  }
  if (answer !== undefined && !ledger.records.some(({ event }) => JSON.stringify(event).includes(answer))) {
    return `'${answer}' is not in the record.`;
  }
  if (result.status === 'waiting') {
    const { since, deadline } = result.waiting;
    const recorded = ledger.records.some(
      ({ event }) => event.type === 'wait' && event.timestamp === since && event.deadline === deadline,
    );
    return recorded ? undefined : `the record does not say that somebody was asked at ${since}.`;
  }
  if (!isOver(ledger)) return `the record ends in ${last}.`;
  return settledOtherwise({ result }, ledger.snapshots.at(-1));
}

function wrongError(
  ledger: Ledger,
  request: Request,
  error: unknown,
  lives: ReadonlyMap<string, Life>,
): string | undefined {
  if (!HandoffError.isInstance(error)) return 'that is none of the documented errors.';
  const { kind, processId, recordsBefore, askedAt } = request;
  if (error.code === 'HANDOFF_MEMORY') return undefined;
  if (error.code === 'HANDOFF_NOT_WAITING') {
    return kind === 'respond' ? undefined : 'nobody has answered for a person.';
  }
  if (ExecutionHeldError.isInstance(error)) {
    if (kind === 'resumeAll') return 'what others hold is not for it to take.';
    const until = error.owner === processId ? undefined : ledger.heldUntil.get(error.owner);
    return until !== undefined && until >= askedAt ? undefined : `${error.owner} did not hold it since it was asked.`;
  }
  if (error.code === 'HANDOFF_SUSPENDED') {
    return lives.get(processId)?.draining === 'no' ? 'nobody has suspended that process.' : undefined;
  }
  if (error.code === 'HANDOFF_CONCURRENT_EXECUTION') {
    const since = Math.min(recordsBefore, ledger.writers.lastIndexOf(processId) + 1);
    const others = ledger.writers.slice(since).some((writer) => writer !== processId);
    const overtaken = others || viewOf(ledger, processId).refused > 0;
    return overtaken ? undefined : 'none of its writes was refused, and nobody else wrote.';
  }
  if (error.code === 'HANDOFF_UNKNOWN_EXECUTION') {
    const known = kind !== 'respond' && recordsBefore > 0;
    return known ? `there were ${recordsBefore} records when it was asked.` : undefined;
  }
  if (!isOver(ledger)) return `the record ends in ${ledger.records.at(-1)?.to ?? 'nothing'}.`;
  return settledOtherwise({ error }, ledger.snapshots.at(-1));
}

/** What somebody is told, in a line. */
export function shown(told: Told): string {
  if ('error' in told) return HandoffError.isInstance(told.error) ? told.error.code : String(told.error);
  const { result } = told;
  if (typeof result === 'boolean') return String(result);
  return result.status === 'history' ? 'the history' : `${result.status} '${result.result ?? 'nothing yet'}'`;
}
