import type { CallVerdict } from '../../../src/run/observer.ts';
import type { EditableInput } from '../../../src/machines/types.ts';
import { readAttempts } from './attempts.ts';
import { readText, refused, right, type Filled } from '../ui/fields.ts';
import {
  readEvaluation,
  readExecution,
  readFailure,
  type EvaluationDraft,
  type ExecutionDraft,
  type FailureDraft,
} from './outcomeForm.ts';

/** A call's input as people edit it. */
export interface InputDraft {
  readonly task: string;
  readonly context: string;
  /** JSON. */
  readonly previousAttempts: string;
}

export function inputDraft({ task, context, previousAttempts }: EditableInput): InputDraft {
  return { task, context, previousAttempts: JSON.stringify(previousAttempts, null, 2) };
}

/** Makes the call with what is different from `before`; what is not, is left as it is. */
export function readInput(draft: InputDraft, before: EditableInput): Filled<CallVerdict, keyof InputDraft> {
  const { context } = draft;
  const task = readText(draft.task, 'Write the task: an agent cannot work on nothing.');
  const attempts = readAttempts(draft.previousAttempts);
  if (!task.ok || !attempts.ok) return refused({ task, previousAttempts: attempts });
  const sameAttempts = JSON.stringify(attempts.value) === JSON.stringify(before.previousAttempts);
  const input = {
    ...(task.value !== before.task && { task: task.value }),
    ...(context !== before.context && { context }),
    ...(!sameAttempts && { previousAttempts: attempts.value }),
  };
  return right(Object.keys(input).length === 0 ? { type: 'run' } : { type: 'run', input });
}

export function readMockedEvaluation(draft: EvaluationDraft): Filled<CallVerdict, keyof EvaluationDraft> {
  return verdict(readEvaluation(draft), (output) => ({ type: 'return', output }));
}

export function readMockedExecution(draft: ExecutionDraft): Filled<CallVerdict, keyof ExecutionDraft> {
  return verdict(readExecution(draft), (output) => ({ type: 'return', output }));
}

export function readThrow(draft: FailureDraft): Filled<CallVerdict, 'message'> {
  return verdict(readFailure(draft), (error) => ({ type: 'throw', error }));
}

function verdict<Value, Field extends string>(
  filled: Filled<Value, Field>,
  of: (value: Value) => CallVerdict,
): Filled<CallVerdict, Field> {
  return filled.ok ? right(of(filled.value)) : filled;
}
