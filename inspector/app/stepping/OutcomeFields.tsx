import type { JSX } from 'preact';

import { CheckField } from '../ui/CheckField.tsx';
import { Choice } from '../ui/Choice.tsx';
import { SelectField, TextField } from '../ui/Field.tsx';
import type { Problems } from '../ui/fields.ts';
import { failureKinds, type EvaluationDraft, type ExecutionDraft, type FailureDraft } from './outcomeForm.ts';

/** Fields of a form, with what is wrong with them. */
export interface FieldsProps<Draft extends object> {
  readonly draft: Draft;
  readonly problems: Problems<Extract<keyof Draft, string>>;
  readonly set: (change: Partial<Draft>) => void;
}

/** A tier's judgement of a task. */
export function EvaluationFields({ draft, problems, set }: FieldsProps<EvaluationDraft>): JSX.Element {
  return (
    <>
      <Choice
        legend="Can the tier handle it?"
        inline
        value={draft.canHandle ? 'yes' : 'no'}
        options={[
          { value: 'yes', words: 'Yes, execute here' },
          { value: 'no', words: 'No, escalate' },
        ]}
        onChange={(value) => set({ canHandle: value === 'yes' })}
      />
      <div class="fields">
        <TextField
          label="Complexity"
          hint="0 is trivial, 1 is as hard as it gets."
          decimal
          value={draft.complexityScore}
          problem={problems.complexityScore}
          onChange={(complexityScore) => set({ complexityScore })}
        />
        <TextField
          label="Required tier"
          hint="The tier that the task needs."
          decimal
          value={draft.requiresTier}
          problem={problems.requiresTier}
          onChange={(requiresTier) => set({ requiresTier })}
        />
      </div>
      <TextField
        label="Reasoning"
        rows={3}
        value={draft.reasoning}
        problem={problems.reasoning}
        onChange={(reasoning) => set({ reasoning })}
      />
    </>
  );
}

/** A tier's answer to a task. */
export function ExecutionFields({ draft, problems, set }: FieldsProps<ExecutionDraft>): JSX.Element {
  return (
    <>
      <TextField
        label="Result"
        rows={5}
        value={draft.result}
        problem={problems.result}
        onChange={(result) => set({ result })}
      />
      <TextField
        label="Confidence"
        hint="0 is a guess, 1 is certain. Below the policy's gate the answer escalates."
        decimal
        value={draft.confidence}
        problem={problems.confidence}
        onChange={(confidence) => set({ confidence })}
      />
      <TextField
        label="Metadata (JSON)"
        rows={3}
        code
        value={draft.executionMetadata}
        problem={problems.executionMetadata}
        onChange={(executionMetadata) => set({ executionMetadata })}
      />
    </>
  );
}

/** How a call fails. */
export function FailureFields({ draft, problems, set }: FieldsProps<FailureDraft>): JSX.Element {
  const known = failureKinds.some(({ code }) => code === draft.code);
  const kinds = known ? failureKinds : [...failureKinds, { code: draft.code, words: draft.code }];
  return (
    <>
      <TextField
        label="Message"
        rows={3}
        value={draft.message}
        problem={problems.message}
        onChange={(message) => set({ message })}
      />
      <SelectField
        label="What kind of failure"
        value={draft.code}
        options={kinds.map(({ code, words }) => ({ value: code, words }))}
        onChange={(code) => set({ code })}
      />
      <CheckField
        label="It may succeed when tried again"
        hint="If the policy retries, the same call is made once more. Otherwise it makes no difference."
        checked={draft.transient}
        onChange={(transient) => set({ transient })}
      />
    </>
  );
}
