import { failureOf, reportOf, type MachineEvent } from '../../machines/occurrence.ts';
import { serviceDone, serviceFailed, serviceId } from '../../machines/serviceId.ts';
import { parseStateName, type StateName } from '../../machines/stateName.ts';
import type { CallReport, HandoffConfig, LimitName, Limits, TaskExecution } from '../../machines/types.ts';
import { CallFailure } from '../../services/call.ts';
import { AgentCallError, AgentOutputError } from '../../services/errors.ts';
import { free } from '../../services/free.ts';
import { normalizeEvaluation, normalizeExecution } from '../../services/normalize.ts';
import {
  isInterruption,
  textOf,
  type CallOutcome,
  type CallSite,
  type FailureKind,
  type Outcome,
  type Spend,
} from './outcome.ts';
import { policyAt } from '../../machines/policy.ts';

/** When every explored execution begins. No time passes in it, unless an outcome says so. */
export const startTime = '2026-01-01T00:00:00.000Z';
/** When its time is over: far enough for any number of retries and their delays. */
const deadline = '2036-01-01T00:00:00.000Z';
export const budgetEnd = Date.parse(deadline);
const budget = { tokens: 1_000, costUsd: 1, timeMs: budgetEnd - Date.parse(startTime) } as const;

/** The call in flight: whose it is, and where. */
export interface CallInFlight extends CallSite {
  readonly level: number;
  readonly agentId: string;
  /** It is the call of the person at the cap. */
  readonly isPersons: boolean;
  /** What an answer has to reach, 0..1. */
  readonly gate: number;
}

/** What the scripted agent does for an outcome: it returns something, or throws. */
export type Answer = { readonly returns: unknown } | { readonly throws: AgentCallError | AgentOutputError };

/** `undefined` where no call is in flight: in a final state. */
export function callInFlight(config: HandoffConfig, state: StateName, waiting: boolean): CallInFlight | undefined {
  const parsed = parseStateName(state);
  if (parsed === undefined || 'final' in parsed || parsed.phase === 'escalating') return undefined;
  const { level, phase } = parsed;
  const isPersons = phase === 'capped' && config.policy.atCap === 'human';
  const agentId = isPersons ? config.humanAgentId : (config.tiers.find((tier) => tier.level === level)?.agentId ?? '');
  return { level, phase, waiting, agentId, isPersons, gate: policyAt(config.policy, level).minConfidence };
}

/** The options of an execution that make these limits count. */
export function budgetFor(limits: readonly LimitName[]): Partial<typeof budget> {
  return Object.fromEntries(Object.entries(budget).filter(([name]) => limits.some((limit) => limit === name)));
}

/** The same limits as the machine takes them. */
export function limitsFor(names: readonly LimitName[]): Limits {
  const { timeMs, ...limits } = budgetFor(names);
  return { ...limits, ...(timeMs !== undefined && { deadline }) };
}

/** What the agent answers, for an outcome that is an answer. */
export function answerOf(outcome: CallOutcome, call: CallInFlight): Answer {
  const report = spendOf(outcome.spend);
  const { agentId, level, phase, waiting } = call;
  switch (outcome.kind) {
    case 'can':
    case 'cannot': {
      const judgement = {
        complexityScore: 0.5,
        reasoning: `Tier ${level} says so.`,
        requiresTier: outcome.requiresTier,
      };
      return { returns: { canHandle: outcome.kind === 'can', ...judgement, ...report } };
    }
    case 'sure':
    case 'unsure': {
      return { returns: { ...executionOf(outcome.kind, call), ...report } };
    }
    case 'malformed':
      return { returns: { ...malformed, ...report } };
    case 'error': {
      if (waiting) return { throws: new AgentCallError(agentId, 'deadline', lateMessage(agentId), { report }) };
      const message = `Tier ${level} could not ${phase === 'evaluating' ? 'judge' : 'do'} it.`;
      return { throws: new AgentCallError(agentId, 'refused', message, { report }) };
    }
    case 'http':
    case 'network':
    case 'notFound':
    case 'quotaExceeded':
    case 'rateLimited':
    case 'threw':
    case 'timeout':
    case 'truncated':
    case 'unauthorized':
    case 'unavailable': {
      const status = statuses[outcome.kind];
      const message = `Tier ${level} ${textOf({ kind: outcome.kind, spend: 'nothing' })}.`;
      return { throws: new AgentCallError(agentId, outcome.kind, message, { report, ...(status && { status }) }) };
    }
  }
}

/** The HTTP statuses that go with reasons. */
const statuses: Partial<Record<FailureKind, number>> = {
  rateLimited: 429,
  quotaExceeded: 402,
  unauthorized: 401,
  notFound: 404,
  unavailable: 503,
  http: 400,
};

/** An answer at or above the gate, or one below it. */
export function executionOf(kind: 'sure' | 'unsure', { level, gate }: CallInFlight): TaskExecution {
  const confidence = kind === 'sure' ? (1 + gate) / 2 : gate / 2;
  return { result: `The answer of tier ${level}.`, confidence, executionMetadata: {} };
}

/** The event by which the machine learns of an outcome. */
export function eventOf(outcome: Outcome, call: CallInFlight): MachineEvent {
  if (isInterruption(outcome)) {
    if (outcome.kind === 'cancel') return { type: 'cancel', timestamp: startTime, reason: cancelReason };
    if (outcome.kind === 'expire') return { type: 'expire', timestamp: deadline };
    return { type: 'wait', timestamp: startTime, deadline: null };
  }
  const evaluates = call.phase === 'evaluating';
  const actorId = serviceId(call.level, evaluates ? 'evaluate' : 'execute');
  const timing = { timestamp: outcome.spend === 'all time' ? deadline : startTime, durationMs: 0 };
  const answer = answerOf(outcome, call);
  if ('throws' in answer) return failed(answer.throws);
  const read = evaluates ? normalizeEvaluation(answer.returns, call.level) : normalizeExecution(answer.returns);
  const report = reportOf(answer.returns);
  if (!read.valid) return failed(new AgentOutputError(call.agentId, read.issues, { report }));
  return serviceDone(actorId, { ...read.value, ...report, ...timing });

  function failed(cause: AgentCallError | AgentOutputError): MachineEvent {
    const failure = new CallFailure(cause, timing.timestamp, timing.durationMs);
    return serviceFailed(actorId, { ...failureOf(failure), ...reportOf(failure) });
  }
}

export const cancelReason = 'The test cancelled it.';

const malformed = { canHandle: 'perhaps', result: '', confidence: 'high' } as const;

function lateMessage(agentId: string): string {
  return `Nobody answered for '${agentId}' before ${startTime}.`;
}

function spendOf(spend: Spend): CallReport {
  const tokens = (inputTokens: number) => ({ inputTokens, outputTokens: 0 });
  switch (spend) {
    case 'nothing':
    case 'all time':
      return free;
    case 'half':
      return { usage: tokens(budget.tokens / 2), costUsd: budget.costUsd / 2 };
    case 'all tokens':
      return { usage: tokens(budget.tokens), costUsd: 0 };
    case 'all money':
      return { usage: tokens(0), costUsd: budget.costUsd };
    case 'unknown':
      return {};
  }
}
