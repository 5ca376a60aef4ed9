import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

import { errorText } from '../errorText.ts';
import type { Filled, Problems } from './fields.ts';

export interface FormOptions<Draft extends object, Value, Field extends string> {
  readonly initial: Draft;
  readonly read: (draft: Draft) => Filled<Value, Field>;
  /** Rejects with what people should know. What they wrote stays. */
  readonly submit: (value: Value) => Promise<unknown>;
  readonly onDone: () => void;
}

/** A form while it is filled in. */
export interface Form<Draft extends object, Field extends string> {
  readonly formRef: RefObject<HTMLFormElement | null>;
  readonly draft: Draft;
  readonly problems: Problems<Field>;
  /** Why what was submitted was not taken. */
  readonly failure: string | undefined;
  readonly busy: boolean;
  set(change: Partial<Draft>): void;
  onSubmit(event: Event): void;
  /** Does something that may fail, and shows why it did. */
  attempt(action: () => Promise<unknown>): void;
  /** Begins anew. */
  reset(): void;
}

/** Reads the form when it is submitted; once it was refused, with every change. */
export function useForm<Draft extends object, Value, Field extends string>(
  options: FormOptions<Draft, Value, Field>,
): Form<Draft, Field> {
  const { initial, read, submit, onDone } = options;
  const formRef = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(initial);
  const [refusals, setRefusals] = useState(0);
  const { failure, busy, attempt } = useAttempt();
  const filled = read(draft);

  useLayoutEffect(() => {
    if (refusals > 0) formRef.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusals]);

  return {
    formRef,
    draft,
    problems: filled.ok || refusals === 0 ? {} : filled.problems,
    failure,
    busy,
    set: (change) => setDraft((before) => ({ ...before, ...change })),
    onSubmit: (event) => {
      event.preventDefault();
      if (filled.ok) attempt(() => submit(filled.value).then(onDone));
      else setRefusals((count) => count + 1);
    },
    attempt,
    reset: () => {
      setDraft(initial);
      setRefusals(0);
    },
  };
}

/** One thing at a time that may fail. */
export interface Attempt {
  readonly busy: boolean;
  /** Why the last one failed. */
  readonly failure: string | undefined;
  attempt(action: () => Promise<unknown>): void;
}

export function useAttempt(): Attempt {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();

  const run = async (action: () => Promise<unknown>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await action();
    } catch (error) {
      setFailure(errorText(error));
    } finally {
      setBusy(false);
    }
  };

  return { busy, failure, attempt: (action) => void (busy || run(action)) };
}
