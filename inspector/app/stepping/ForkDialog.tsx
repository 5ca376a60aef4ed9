import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import type { ForkEvent } from '../../../src/continue/standings.ts';
import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import type { ForkContinuation } from '../../protocol.ts';
import { Choice, type ChoiceOption } from '../ui/Choice.tsx';
import { callEndedAt, forkDraft, readFork } from './forkForm.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { EvaluationFields, ExecutionFields, FailureFields } from './OutcomeFields.tsx';
import { useForm } from '../ui/useForm.ts';

export interface ForkDialogProps {
  /** One at which a call ended. */
  readonly record: TransitionRecord;
  /** There are agents that can be called. */
  readonly canRunLive: boolean;
  /** Rejects with what people should know. */
  readonly onFork: (at: number, event: ForkEvent, continuation: ForkContinuation) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks how a call should have ended, and forks the execution there. */
export function ForkDialog({ record: shown, canRunLive, onFork, onClose }: ForkDialogProps): JSX.Element {
  // The page may move on to a later record while the person writes.
  const [record] = useState(shown);
  const evaluates = callEndedAt(record) === 'evaluate';
  const form = useForm({
    initial: forkDraft(record),
    read: (draft) => readFork(draft, record),
    submit: ({ event, continuation }) => onFork(record.seq, event, continuation),
    onDone: onClose,
  });
  const { draft, problems, set } = form;
  const fields = { draft, problems, set };
  const title = `Fork at step ${record.seq}: tier ${record.tierLevel} · ${evaluates ? 'evaluate' : 'execute'}`;
  return (
    <FormDialog
      title={title}
      intro="A new execution begins as a copy of this one up to here, with another outcome of this call. This one never changes."
      submit="Fork"
      form={form}
      onClose={onClose}
    >
      <Choice
        legend="What the call comes to"
        inline
        value={draft.outcome}
        options={[
          { value: 'answer', words: evaluates ? 'An evaluation' : 'An answer' },
          { value: 'error', words: 'An error' },
        ]}
        onChange={(outcome) => set({ outcome })}
      />
      {draft.outcome === 'error' ? (
        <FailureFields {...fields} />
      ) : evaluates ? (
        <EvaluationFields {...fields} />
      ) : (
        <ExecutionFields {...fields} />
      )}
      <Choice
        legend="How it goes on"
        value={draft.continuation}
        options={continuations(canRunLive)}
        problem={problems.continuation}
        onChange={(continuation) => set({ continuation })}
      />
      {canRunLive ? null : (
        <p class="intro">It is kept by the debugger alone, and gone when that ends. Export it to keep it.</p>
      )}
    </FormDialog>
  );
}

function continuations(canRunLive: boolean): readonly ChoiceOption<ForkContinuation>[] {
  return [
    {
      value: 'recorded',
      words: 'With recorded answers',
      hint: 'Spends nothing: calls end as those of this execution did, and count with what they cost. Where it made no such call, you are asked for the answer.',
    },
    {
      value: 'mocked',
      words: 'By hand',
      hint: 'Costs nothing: every call is held, and you write its answer.',
    },
    {
      value: 'live',
      words: 'Live',
      hint: canRunLive
        ? 'Costs what its calls cost: the agents are really called from here on, and may act on the world.'
        : 'Not possible here: there is no running program whose agents could be called.',
      disabled: !canRunLive,
    },
  ];
}
