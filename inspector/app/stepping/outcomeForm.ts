// The answer or the failure of a call, as people write it in a form.
import { isEvaluation, isExecution, isObject } from '../../../src/machines/checks.ts';
import { failureOf } from '../../../src/machines/occurrence.ts';
import type { Failure, TaskEvaluation, TaskExecution } from '../../../src/machines/types.ts';
import { readJsonObject, readLevel, readScore, readText, refused, right, type Filled } from '../ui/fields.ts';

export interface EvaluationDraft {
  readonly canHandle: boolean;
  readonly complexityScore: string;
  readonly reasoning: string;
  readonly requiresTier: string;
}

export interface ExecutionDraft {
  readonly result: string;
  readonly confidence: string;
  /** JSON. */
  readonly executionMetadata: string;
}

export interface FailureDraft {
  readonly message: string;
  readonly code: string;
  readonly transient: boolean;
}

/** The kinds of failures that people may choose, and the name of the error that has the code. */
export const failureKinds = [
  { code: 'HANDOFF_AGENT_CALL', name: 'AgentCallError', words: 'The call failed' },
  { code: 'HANDOFF_AGENT_OUTPUT', name: 'AgentOutputError', words: 'The answer could not be used' },
  { code: 'HANDOFF_AGENT_DECLINED', name: 'AgentDeclinedError', words: 'The agent has no answer' },
  { code: 'HANDOFF_CONFIGURATION', name: 'ConfigurationError', words: 'It is not set up: no higher tier is tried' },
] as const;

/** A form for an evaluation, filled with `output` where that is one. */
export function evaluationDraft(output: unknown, tierLevel: number): EvaluationDraft {
  if (!isEvaluation(output)) {
    return { canHandle: true, complexityScore: '0.5', reasoning: '', requiresTier: String(tierLevel) };
  }
  const { canHandle, complexityScore, reasoning, requiresTier } = output;
  return { canHandle, complexityScore: String(complexityScore), reasoning, requiresTier: String(requiresTier) };
}

export function readEvaluation(draft: EvaluationDraft): Filled<TaskEvaluation, keyof EvaluationDraft> {
  const { canHandle, reasoning } = draft;
  const complexityScore = readScore(draft.complexityScore);
  const requiresTier = readLevel(draft.requiresTier);
  if (!complexityScore.ok || !requiresTier.ok) {
    return refused({ complexityScore, requiresTier });
  }
  return right({ canHandle, complexityScore: complexityScore.value, reasoning, requiresTier: requiresTier.value });
}

/** A form for an answer, filled with `output` where that is one. */
export function executionDraft(output: unknown): ExecutionDraft {
  if (!isExecution(output)) return { result: '', confidence: '0.9', executionMetadata: '{}' };
  const { result, confidence, executionMetadata } = output;
  return { result, confidence: String(confidence), executionMetadata: JSON.stringify(executionMetadata, null, 2) };
}

export function readExecution(draft: ExecutionDraft): Filled<TaskExecution, keyof ExecutionDraft> {
  const result = readText(draft.result, 'Write the answer: an empty one is refused.');
  const confidence = readScore(draft.confidence);
  const executionMetadata = readJsonObject(draft.executionMetadata);
  if (!result.ok || !confidence.ok || !executionMetadata.ok) {
    return refused({ result, confidence, executionMetadata });
  }
  return right({
    result: result.value,
    confidence: confidence.value,
    executionMetadata: executionMetadata.value,
  });
}

/** A form for a failure, filled with `error` where there is one. */
export function failureDraft(error?: unknown): FailureDraft {
  if (!isObject(error)) return { message: '', code: 'HANDOFF_AGENT_CALL', transient: false };
  const { message, code, transient = false } = failureOf(error);
  return { message, code, transient };
}

export function readFailure({ message, code, transient }: FailureDraft): Filled<Failure, 'message'> {
  const said = readText(message, 'Write what went wrong.');
  if (!said.ok) return refused({ message: said });
  const name = failureKinds.find((kind) => kind.code === code)?.name ?? 'Error';
  return right({ name, code, message: said.value, ...(transient && { transient }) });
}
