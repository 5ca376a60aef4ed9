import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';

import type { HumanResponse } from '../../../src/continue/continuation.ts';
import { Carried } from '../views/detail/Carried.tsx';
import { LongText } from '../views/detail/LongText.tsx';
import { formatDuration } from '../format.ts';
import { Icon } from '../icons.tsx';
import { emptyAnswer, readAnswer } from './answerForm.ts';
import { Problem, TextField } from '../ui/Field.tsx';
import type { Question } from './question.ts';
import { useForm } from '../ui/useForm.ts';
import './answerForm.css';

export interface AnswerFormProps {
  readonly question: Question;
  /** True once no person is waited for any more. The text that was written is kept until it is thrown away. */
  readonly isOver: boolean;
  /** Rejects with what people should know. */
  readonly onRespond: (response: HumanResponse) => Promise<unknown>;
  /** Other things that can be done. */
  readonly children: ComponentChildren;
}

/** The place to answer an execution that waits for a person. */
export function AnswerForm({ question, isOver, onRespond, children }: AnswerFormProps): JSX.Element | undefined {
  const { waiting, task, context, previousAttempts } = question;
  const form = useForm({
    initial: emptyAnswer,
    read: readAnswer,
    submit: onRespond,
    onDone: () => form.reset(),
  });
  const { draft, problems, set, failure, busy } = form;
  if (isOver) {
    if (busy || draft.result.trim() === '') return undefined;
    return (
      <section class="answer-form" aria-label="An answer that was not sent">
        <p class="asked" role="status">
          <b>Nobody is waited for any more.</b> What you wrote was not sent:
        </p>
        <Problem problem={failure} />
        <blockquote dir="auto">{draft.result}</blockquote>
        <button type="button" onClick={form.reset}>
          Throw it away
        </button>
      </section>
    );
  }
  return (
    <form
      ref={form.formRef}
      class="answer-form"
      aria-label="Answer for the person who is waited for"
      aria-busy={busy}
      noValidate
      onSubmit={form.onSubmit}
    >
      <p class="asked">
        <Icon name="person" />
        <b>Waiting for a person</b>
        <span class="soft">
          since <LocalTime iso={waiting.since} />
        </span>
        <Deadline deadline={waiting.deadline} />
      </p>
      <blockquote dir="auto">{task}</blockquote>
      {context === '' ? null : (
        <section aria-label="Context">
          <h3>Context</h3>
          <LongText text={context} />
        </section>
      )}
      {previousAttempts === undefined ? null : <Attempts of={previousAttempts} />}
      <TextField
        label="Your answer"
        rows={4}
        value={draft.result}
        problem={problems.result}
        onChange={(result) => set({ result })}
      />
      <div class="send-answer">
        <TextField
          label="Confidence, 0 to 1"
          decimal
          value={draft.confidence}
          problem={problems.confidence}
          onChange={(confidence) => set({ confidence })}
        />
        <button type="submit" class="primary" aria-disabled={busy}>
          {busy ? 'One moment…' : 'Send answer'}
        </button>
        {children}
      </div>
      <Problem problem={failure} />
    </form>
  );
}

function Attempts({ of }: { readonly of: NonNullable<Question['previousAttempts']> }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>What lower tiers made of it</summary>
      {isOpen && <Carried attempts={of()} />}
    </details>
  );
}

function Deadline({ deadline }: { readonly deadline: string | null }): JSX.Element {
  if (deadline === null) return <span class="soft">No deadline.</span>;
  const left = Date.parse(deadline) - Date.now();
  return (
    <span class={left > 0 ? 'soft' : 'error'}>
      {left > 0 ? `${formatDuration(left)} left: answer by ` : 'The deadline has passed: it was '}
      <LocalTime iso={deadline} />.
    </span>
  );
}

function LocalTime({ iso }: { readonly iso: string }): JSX.Element {
  return (
    <time dateTime={iso} title={iso} class="numbers">
      {new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}
    </time>
  );
}
