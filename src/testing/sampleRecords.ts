import { defaultPolicy } from '../machines/policy.ts';
import type { RecordedEvent, StateName, TransitionRecord } from '../machines/executionTypes.ts';
import type { HandoffConfig } from '../machines/types.ts';

export interface SampleOptions {
  readonly task?: string;
  /** ISO 8601, UTC. Each record is one second later than the one before. Default 2026-01-01T00:00:00.000Z. */
  readonly startedAt?: string;
  /** How many tiers decline before one accepts; each adds two records. Default 1. */
  readonly escalations?: number;
  /** Where the record ends: while the accepting tier executes, while a person is asked, or in a final state. Default `completed`. */
  readonly end?: 'running' | 'waiting' | 'completed' | 'failed' | 'cancelled';
  /** The answer of a completed execution. */
  readonly result?: string;
}

/** A valid record of one execution, made without running anything. */
export function sampleRecords(executionId: string, options: SampleOptions = {}): readonly TransitionRecord[] {
  const { startedAt = '2026-01-01T00:00:00.000Z', escalations = 1, end = 'completed' } = options;
  const { task = 'Reset my password', result = 'Use the link on the sign-in page.' } = options;
  const config = sampleConfig(escalations + 1);
  const records: TransitionRecord[] = [];
  let tierLevel = 1;

  const add = (event: RecordedEvent, from: StateName | null, to: StateName, rest: Partial<TransitionRecord> = {}) => {
    const seq = records.length;
    const agentId = agentAt(tierLevel);
    records.push({ executionId, seq, timestamp: later(startedAt, seq), event, from, to, tierLevel, agentId, ...rest });
  };
  const evaluate = (canHandle: boolean, to: StateName) => {
    const timestamp = later(startedAt, records.length);
    const judged = {
      canHandle,
      complexityScore: 0.1 + 0.2,
      reasoning: 'seen before: “naïve” 🙂',
      requiresTier: tierLevel,
    };
    const handoffDecision = canHandle ? 'execute' : 'escalate';
    const about = { executionId, tierLevel, agentId: agentAt(tierLevel), capped: false, timestamp };
    const usage = { inputTokens: 120, outputTokens: 40 };
    const output = { ...judged, usage, costUsd: 0.000_12, durationMs: 1.5, timestamp };
    const actorId = `tier${tierLevel}.evaluate`;
    add({ type: `xstate.done.actor.${actorId}`, actorId, output }, `tier${tierLevel}.evaluating`, to, {
      decision: { ...about, ...judged, handoffDecision },
      usage,
      costUsd: 0.000_12,
      durationMs: 1.5,
    });
  };

  const input = { executionId, task, context: '', maxTier: escalations + 1, timestamp: startedAt };
  add({ type: 'xstate.init', input, config }, null, 'tier1.evaluating');
  for (let move = 0; move < escalations; move += 1) {
    evaluate(false, `tier${tierLevel}.escalating`);
    add({ type: 'escalate' }, `tier${tierLevel}.escalating`, `tier${tierLevel + 1}.evaluating`);
    tierLevel += 1;
  }
  evaluate(true, `tier${tierLevel}.executing`);
  const from: StateName = `tier${tierLevel}.executing`;
  const actorId = `tier${tierLevel}.execute`;
  const timestamp = later(startedAt, records.length);
  if (end === 'waiting') add({ type: 'wait', timestamp, deadline: null }, from, from);
  if (end === 'cancelled') add({ type: 'cancel', timestamp, reason: 'The caller cancelled it.' }, from, 'cancelled');
  if (end === 'failed') {
    const error = { name: 'AgentCallError', code: 'HANDOFF_AGENT_CALL', message: 'The provider answered 500.' };
    add({ type: `xstate.error.actor.${actorId}`, actorId, error }, from, 'failed');
  }
  if (end === 'completed') {
    const output = { result, confidence: 0.9, executionMetadata: { attempts: [1, null, true] }, timestamp };
    add({ type: `xstate.done.actor.${actorId}`, actorId, output }, from, 'done', { durationMs: 2 });
  }
  return records;
}

function sampleConfig(tiers: number): HandoffConfig {
  return {
    tiers: Array.from({ length: tiers }, (_, index) => ({ level: index + 1, agentId: agentAt(index + 1) })),
    policy: defaultPolicy,
    humanAgentId: 'human',
  };
}

function agentAt(level: number): string {
  return `agent-${level}`;
}

function later(timestamp: string, seconds: number): string {
  return new Date(Date.parse(timestamp) + seconds * 1000).toISOString();
}
