import type { JSX } from 'preact';

import type { CallVerdict } from '../../../src/run/observer.ts';
import type { PausedCall } from '../../protocol.ts';
import { TextField } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { EvaluationFields, ExecutionFields, FailureFields } from './OutcomeFields.tsx';
import { evaluationDraft, executionDraft, failureDraft } from './outcomeForm.ts';
import { callWords } from './pausedWords.ts';
import { useForm } from '../ui/useForm.ts';
import { inputDraft, readInput, readMockedEvaluation, readMockedExecution, readThrow } from './verdictForm.ts';

export interface VerdictDialogProps {
  readonly held: PausedCall;
  /** Rejects with what people should know. */
  readonly onVerdict: (verdict: CallVerdict) => Promise<unknown>;
  readonly onClose: () => void;
  /** Why no verdict is wanted any more. */
  readonly obsolete?: string | undefined;
}

export interface MockOutputDialogProps extends VerdictDialogProps {
  /** The output of an earlier call like this one, to begin with. */
  readonly lastOutput?: unknown;
}

export function EditInputDialog({ held, onVerdict, onClose, obsolete }: VerdictDialogProps): JSX.Element {
  const { input } = held.call;
  const form = useForm({
    initial: inputDraft(input),
    read: (draft) => readInput(draft, input),
    submit: onVerdict,
    onDone: onClose,
  });
  const { draft, problems, set } = form;
  return (
    <FormDialog
      title={`Edit the input of ${callWords(held.call)}`}
      intro="The call is made with what you write here. Only this call: the task of the execution stays as it is, and the record says what you changed."
      submit="Run with this input"
      form={form}
      onClose={onClose}
      obsolete={obsolete}
    >
      <TextField label="Task" rows={4} value={draft.task} problem={problems.task} onChange={(task) => set({ task })} />
      <TextField
        label="Context"
        rows={3}
        value={draft.context}
        problem={problems.context}
        onChange={(context) => set({ context })}
      />
      <TextField
        label="Previous attempts (JSON)"
        hint="What lower tiers made of the task, lowest first."
        rows={5}
        code
        value={draft.previousAttempts}
        problem={problems.previousAttempts}
        onChange={(previousAttempts) => set({ previousAttempts })}
      />
    </FormDialog>
  );
}

export function MockOutputDialog(props: MockOutputDialogProps): JSX.Element {
  return props.held.call.kind === 'evaluate' ? <MockEvaluation {...props} /> : <MockExecution {...props} />;
}

const mockIntro = 'No call is made and nothing is spent: this is taken for what the agent said. The record says so.';

function MockEvaluation({ held, lastOutput, onVerdict, onClose, obsolete }: MockOutputDialogProps): JSX.Element {
  const initial = evaluationDraft(lastOutput, held.call.input.tierLevel);
  const form = useForm({ initial, read: readMockedEvaluation, submit: onVerdict, onDone: onClose });
  return (
    <FormDialog
      title={`Mock the output of ${callWords(held.call)}`}
      intro={mockIntro}
      submit="Return this evaluation"
      form={form}
      onClose={onClose}
      obsolete={obsolete}
    >
      <EvaluationFields {...form} />
    </FormDialog>
  );
}

function MockExecution({ held, lastOutput, onVerdict, onClose, obsolete }: MockOutputDialogProps): JSX.Element {
  const initial = executionDraft(lastOutput);
  const form = useForm({ initial, read: readMockedExecution, submit: onVerdict, onDone: onClose });
  return (
    <FormDialog
      title={`Mock the output of ${callWords(held.call)}`}
      intro={mockIntro}
      submit="Return this answer"
      form={form}
      onClose={onClose}
      obsolete={obsolete}
    >
      <ExecutionFields {...form} />
    </FormDialog>
  );
}

export function ThrowDialog({ held, onVerdict, onClose, obsolete }: VerdictDialogProps): JSX.Element {
  const form = useForm({ initial: failureDraft(), read: readThrow, submit: onVerdict, onDone: onClose });
  return (
    <FormDialog
      title={`Let ${callWords(held.call)} fail`}
      intro="No call is made: the machine sees this error, and its policy says what comes next. The record says that it was made by hand."
      submit="Throw this error"
      form={form}
      onClose={onClose}
      obsolete={obsolete}
    >
      <FailureFields {...form} />
    </FormDialog>
  );
}
