import type { PendingCall } from '../../../src/machines/pendingCall.ts';
import type { ForkEvent } from '../../../src/continue/standings.ts';
import { isEvaluation, isExecution } from '../../../src/machines/checks.ts';
import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { serviceOf } from '../../../src/machines/serviceId.ts';
import type { ForkContinuation } from '../../protocol.ts';
import { right, type Filled } from '../ui/fields.ts';
import {
  evaluationDraft,
  executionDraft,
  failureDraft,
  readEvaluation,
  readExecution,
  readFailure,
  type EvaluationDraft,
  type ExecutionDraft,
  type FailureDraft,
} from './outcomeForm.ts';

/** A fork as people write it. Both outcomes are kept, so that nothing is lost on changing one's mind. */
export interface ForkDraft extends EvaluationDraft, ExecutionDraft, FailureDraft {
  readonly outcome: 'answer' | 'error';
  readonly continuation: ForkContinuation;
}

export interface Fork {
  readonly event: ForkEvent;
  readonly continuation: ForkContinuation;
}

/** Which call ended at a record; `undefined`: none did, and no fork can part there. */
export function callEndedAt({ event }: TransitionRecord): PendingCall['kind'] | undefined {
  return 'actorId' in event ? serviceOf(event)?.kind : undefined;
}

/** A form that is filled with how the call ended. */
export function forkDraft({ event, tierLevel }: TransitionRecord): ForkDraft {
  const output = 'output' in event ? event.output : undefined;
  const failed = 'error' in event;
  return {
    outcome: failed ? 'error' : 'answer',
    continuation: 'recorded',
    ...evaluationDraft(output, tierLevel),
    ...executionDraft(output),
    ...failureDraft(failed ? event.error : undefined),
  };
}

/** The fork that the form asks for: only what was changed of an answer is in its event. */
export function readFork(draft: ForkDraft, record: TransitionRecord): Filled<Fork, keyof ForkDraft> {
  const { continuation } = draft;
  const event = readEvent(draft, record);
  if (!event.ok) return event;
  if (continuation === 'recorded' && !changes(event.value, record)) {
    const problem =
      'Nothing is different yet: with recorded answers the fork would repeat its parent. Change the outcome, or how it goes on.';
    return { ok: false, problems: { continuation: problem } };
  }
  return right({ event: event.value, continuation });
}

function readEvent(draft: ForkDraft, record: TransitionRecord): Filled<ForkEvent, keyof ForkDraft> {
  const { event } = record;
  if (draft.outcome === 'error') {
    const failure = readFailure(draft);
    return failure.ok ? right({ error: failure.value }) : failure;
  }
  const before = 'output' in event ? event.output : undefined;
  const filled = callEndedAt(record) === 'evaluate' ? readEvaluation(draft) : readExecution(draft);
  if (!filled.ok) return filled;
  return right({ output: isEvaluation(before) || isExecution(before) ? changed(filled.value, before) : filled.value });
}

/** The fields of an answer that are not what they were. */
function changed<Answer extends object>(answer: Answer, before: object): Partial<Answer> {
  const kept: Partial<Answer> = {};
  for (const field in answer) {
    if (JSON.stringify(answer[field]) !== JSON.stringify(Reflect.get(before, field))) kept[field] = answer[field];
  }
  return kept;
}

function changes(event: ForkEvent, { event: recorded }: TransitionRecord): boolean {
  if ('output' in event) return Object.keys(event.output).length > 0;
  if (!('error' in recorded)) return true;
  return JSON.stringify(failureDraft(event.error)) !== JSON.stringify(failureDraft(recorded.error));
}
