import { isEvaluation, isExecution, isObject } from './checks.ts';
import type { HandoffMachineEvent, RecordedEvent, ServiceDoneEvent, ServiceErrorEvent } from './executionTypes.ts';
import { serviceOf } from './serviceId.ts';
import { failureReasons, type FailureReason } from './failureReason.ts';
import type { CalledModel, CallReport, Failure, TaskEvaluation, TaskExecution, Usage } from './types.ts';

/** An event as the machine understands it, whoever sent it and however badly formed it is. */
export type Occurrence =
  | { readonly kind: 'evaluated'; readonly evaluation: TaskEvaluation; readonly report: CallReport }
  | { readonly kind: 'executed'; readonly execution: TaskExecution; readonly report: CallReport }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly report: CallReport }
  | { readonly kind: 'waiting'; readonly timestamp: string; readonly deadline: string | null }
  | { readonly kind: 'resumed'; readonly timestamp: string }
  | { readonly kind: 'suspended'; readonly timestamp: string }
  | { readonly kind: 'expired'; readonly timestamp: string }
  | { readonly kind: 'cancelled'; readonly timestamp: string; readonly reason: string };

/** The events that reach the machine's transitions: those of the application, and those of its services. */
export type MachineEvent = HandoffMachineEvent | ServiceDoneEvent | ServiceErrorEvent;

/** Guards, context and record all ask what an event means; it is read once. */
const occurrences = new WeakMap<MachineEvent, Occurrence>();

export function occurrenceOf(event: MachineEvent): Occurrence {
  const known = occurrences.get(event);
  if (known !== undefined) return known;
  const occurrence = readOccurrence(event);
  occurrences.set(event, occurrence);
  return occurrence;
}

function readOccurrence(event: MachineEvent): Occurrence {
  if (event.type === 'cancel')
    return { kind: 'cancelled', timestamp: event.timestamp, reason: event.reason ?? 'The caller cancelled it.' };
  if (event.type === 'resume') return { kind: 'resumed', timestamp: event.timestamp };
  if (event.type === 'suspend') return { kind: 'suspended', timestamp: event.timestamp };
  if (event.type === 'expire') return { kind: 'expired', timestamp: event.timestamp };
  if (event.type === 'wait') return { kind: 'waiting', ...event };
  if ('output' in event) return outcomeOf(event);
  return { kind: 'failed', failure: failureOf(event.error), report: reportOf(event.error) };
}

/** Returns what a recorded event means; `undefined` for those that begin, move or carry an execution on by themselves. */
export function recordedOccurrence(event: RecordedEvent): Occurrence | undefined {
  return event.type === 'xstate.init' || event.type === 'escalate' || event.type === 'move'
    ? undefined
    : occurrenceOf(event);
}

/** The event as plain data: services may throw anything, the record keeps what survives JSON. */
export function recordable(event: MachineEvent): RecordedEvent {
  if ('output' in event) return { type: event.type, actorId: event.actorId, output: event.output };
  if ('error' in event) {
    return { type: event.type, actorId: event.actorId, error: { ...failureOf(event.error), ...reportOf(event.error) } };
  }
  return event;
}

/** An error of any shape as plain data. Idempotent, so that folding a stored failure gives the same one. */
export function failureOf(error: unknown): Failure {
  if (!isObject(error)) return { name: 'Error', code: 'HANDOFF_AGENT_CALL', message: String(error) };
  const { reason, status, transient, retryAfterMs } = error;
  return {
    name: textOf(error, 'name') ?? 'Error',
    code: textOf(error, 'code') ?? 'HANDOFF_AGENT_CALL',
    message: textOf(error, 'message') ?? 'no message',
    ...(isReason(reason) && { reason }),
    ...(isStatus(status) && { status }),
    ...(transient === true && { transient }),
    ...(isAmount(retryAfterMs) && { retryAfterMs }),
  };
}

function outcomeOf(event: ServiceDoneEvent): Occurrence {
  const { output } = event;
  const report = reportOf(output);
  const evaluates = serviceOf(event)?.kind === 'evaluate';
  if (evaluates && isEvaluation(output)) {
    const { canHandle, complexityScore, reasoning, requiresTier } = output;
    return { kind: 'evaluated', evaluation: { canHandle, complexityScore, reasoning, requiresTier }, report };
  }
  if (!evaluates && isExecution(output)) {
    const { result, confidence, executionMetadata } = output;
    return { kind: 'executed', execution: { result, confidence, executionMetadata }, report };
  }
  const expected = evaluates ? 'an evaluation' : 'an execution';
  const message = `The service did not return ${expected}: check the types of its fields and the 0..1 range of its score.`;
  const failure = { name: 'AgentOutputError', code: 'HANDOFF_AGENT_OUTPUT', message, reason: 'invalidOutput' } as const;
  return { kind: 'failed', failure, report };
}

/** The well-formed part of what a service says about its call. */
export function reportOf(value: unknown): CallReport {
  if (!isObject(value)) return {};
  const { durationMs, costUsd, usage, timestamp, model, coercions, byHand, recorded, editedInput } = value;
  return {
    ...(isUsage(usage) && { usage }),
    ...((isAmount(costUsd) || costUsd === null) && { costUsd }),
    ...(typeof timestamp === 'string' && { timestamp }),
    ...(isAmount(durationMs) && { durationMs }),
    ...(isModel(model) && { model }),
    ...(isTexts(coercions) && { coercions }),
    ...((byHand === 'input' || byHand === 'output' || byHand === 'error') && { byHand }),
    ...(recorded === true && { recorded }),
    ...(isObject(editedInput) && { editedInput }),
  };
}

const reasons: ReadonlySet<unknown> = new Set(failureReasons);

function isReason(value: unknown): value is FailureReason {
  return reasons.has(value);
}

/** A status code has three digits (RFC 9110, 15). */
function isStatus(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 100 && value <= 999;
}

function isModel(value: unknown): value is CalledModel {
  if (!isObject(value)) return false;
  const { asked, answered = '' } = value;
  return typeof asked === 'string' && typeof answered === 'string';
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isUsage(value: unknown): value is Usage {
  return isObject(value) && isAmount(value['inputTokens']) && isAmount(value['outputTokens']);
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function textOf(value: object, key: string): string | undefined {
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'string' ? found : undefined;
}
