import type { JSX } from 'preact';

import type { HumanResponse } from '../../../src/execution/continuation.ts';
import type { Waiting } from '../../../src/machines/executionTypes.ts';
import { formatDuration } from '../format.ts';
import { Icon } from '../icons.tsx';
import { emptyAnswer, readAnswer } from './answerForm.ts';
import { Problem, TextField } from './Field.tsx';
import { useForm } from './useForm.ts';
import './answerForm.css';

export interface AnswerFormProps {
  readonly executionId: string;
  readonly waiting: Waiting;
  readonly task: string;
  /** Rejects with what people should know. */
  readonly onRespond: (response: HumanResponse) => Promise<unknown>;
}

/** The place to answer an execution that waits for a person. Another wait begins with an empty form. */
export function AnswerForm(props: AnswerFormProps): JSX.Element {
  return <Answer key={`${props.executionId} ${props.waiting.since}`} {...props} />;
}

function Answer({ waiting, task, onRespond }: AnswerFormProps): JSX.Element {
  const form = useForm({
    initial: emptyAnswer,
    read: readAnswer,
    submit: onRespond,
    onDone: () => undefined,
  });
  const { draft, problems, set, failure, busy } = form;
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
      <blockquote>{task}</blockquote>
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
      </div>
      <Problem problem={failure} />
    </form>
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
