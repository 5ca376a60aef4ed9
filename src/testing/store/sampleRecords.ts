import { standingAfter, standingAtStart } from '../../machines/fold.ts';
import type { MachineEvent } from '../../machines/occurrence.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
import { validConfig } from '../../machines/validConfig.ts';
import { serviceDone, serviceFailed, serviceId } from '../../machines/serviceId.ts';

/** Options of `sampleRecords`. */
export interface SampleOptions {
  readonly task?: string | undefined;
  /** ISO 8601, UTC. Each event is one second later than the one before. Default 2026-01-01T00:00:00.000Z. */
  readonly startedAt?: string | undefined;
  /** How many tiers decline before one accepts; each adds two records. Default 1. */
  readonly escalations?: number | undefined;
  /**
   * Where the record ends: while the accepting tier executes, while a person is asked, the same after another process
   * went on (`resumed`), or in a final state. Default `completed`.
   */
  readonly end?: 'running' | 'waiting' | 'resumed' | 'completed' | 'failed' | 'cancelled' | undefined;
  /** ISO 8601, UTC: when the time of the execution is over. Default: it has no such limit. */
  readonly deadline?: string | undefined;
  /** ISO 8601, UTC: until when the person who is asked may answer, where the record ends with that. Default: for ever. */
  readonly waitDeadline?: string | undefined;
  /** The answer of a completed execution. */
  readonly result?: string | undefined;
  /** Repeats the last record until there are so many, which no store minds and no replay survives. Default: no repeats. */
  readonly length?: number | undefined;
}

/** The record of one execution as the machine makes it, without any call. */
export function sampleRecords(executionId: string, options: SampleOptions = {}): readonly TransitionRecord[] {
  const { startedAt = '2026-01-01T00:00:00.000Z', escalations = 1, end = 'completed' } = options;
  const { task = 'Reset my password', result = 'Use the link on the sign-in page.', deadline, waitDeadline } = options;
  const levels = Array.from({ length: escalations + 1 }, (_, index) => index + 1);
  const config = validConfig({ tiers: levels.map((level) => ({ level, agentId: `agent-${level}` })) });
  const last = escalations + 1;
  const timestamp = (event: number) => new Date(Date.parse(startedAt) + event * 1_000).toISOString();

  const input = { executionId, task, context: '', maxTier: last, timestamp: startedAt };
  let standing = standingAtStart(config, { ...input, ...(deadline !== undefined && { limits: { deadline } }) });
  for (const level of levels) standing = standingAfter(standing, evaluated(level, level === last, timestamp(level)));
  const endings = endingsOf(end, last, { result, waitDeadline, timestamp: timestamp(last + 1) });
  for (const ending of endings) standing = standingAfter(standing, ending);
  const { records } = standing;
  const repeats = Array.from({ length: Math.max(0, (options.length ?? 0) - records.length) }, (_, index) => index);
  return [...records, ...records.slice(-1).flatMap((record) => repeats.map((index) => repeated(record, index)))];
}

function repeated(record: TransitionRecord, index: number): TransitionRecord {
  return { ...record, seq: record.seq + 1 + index };
}

function evaluated(level: number, canHandle: boolean, timestamp: string): MachineEvent {
  const actorId = serviceId(level, 'evaluate');
  const reasoning = 'seen before: “naïve” 🙂';
  const usage = { inputTokens: 120, outputTokens: 40 };
  const judged = { canHandle, complexityScore: 0.1 + 0.2, reasoning, requiresTier: level };
  const output = { ...judged, usage, costUsd: 0.000_12, durationMs: 1.5, timestamp };
  return serviceDone(actorId, output);
}

interface Ending {
  readonly result: string;
  readonly waitDeadline?: string | null | undefined;
  readonly timestamp: string;
}

function endingsOf(
  end: NonNullable<SampleOptions['end']>,
  level: number,
  { result, waitDeadline = null, timestamp }: Ending,
): readonly MachineEvent[] {
  const actorId = serviceId(level, 'execute');
  switch (end) {
    case 'running':
      return [];
    case 'waiting':
      return [{ type: 'wait', timestamp, deadline: waitDeadline }];
    case 'resumed':
      return [
        { type: 'wait', timestamp, deadline: waitDeadline },
        { type: 'resume', timestamp },
      ];
    case 'cancelled':
      return [{ type: 'cancel', timestamp, reason: 'The caller cancelled it.' }];
    case 'failed': {
      const error = { name: 'AgentCallError', code: 'HANDOFF_AGENT_CALL', message: 'The provider answered 500.' };
      return [serviceFailed(actorId, { ...error, timestamp })];
    }
    case 'completed': {
      const output = { result, confidence: 0.9, executionMetadata: { attempts: [1, null, true] } };
      return [serviceDone(actorId, { ...output, durationMs: 2, timestamp })];
    }
  }
}
