import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

import { Modal } from '../shell/Modal.tsx';
import { Problem } from './Field.tsx';
import type { Form } from './useForm.ts';
import './formDialog.css';

export interface FormDialogProps {
  readonly title: string;
  /** The purpose of the form, in a sentence. */
  readonly intro: string;
  readonly submit: string;
  readonly form: Pick<Form<object, string>, 'formRef' | 'failure' | 'busy' | 'onSubmit'>;
  readonly onClose: () => void;
  /** Why it cannot be submitted any more. What was written stays, to be copied. */
  readonly obsolete?: string | undefined;
  readonly children: ComponentChildren;
}

/** A form in a dialog. Enter in a line submits it, Escape leaves it. */
export function FormDialog({ title, intro, submit, form, onClose, obsolete, children }: FormDialogProps): JSX.Element {
  const { formRef } = form;
  useLayoutEffect(() => {
    const choices = formRef.current?.querySelectorAll<HTMLElement>('input:not([type=radio]), :checked, textarea');
    choices?.[0]?.focus();
  }, [formRef]);

  return (
    <Modal title={title} onClose={onClose}>
      <form class="form-dialog" ref={formRef} onSubmit={form.onSubmit} noValidate aria-busy={form.busy}>
        <p class="intro">{intro}</p>
        {children}
        <Problem problem={obsolete ?? form.failure} />
        <div class="actions">
          {obsolete === undefined && (
            <button type="submit" class="primary" aria-disabled={form.busy}>
              {form.busy ? 'One moment…' : submit}
            </button>
          )}
          <button type="button" onClick={onClose}>
            Back
          </button>
        </div>
      </form>
    </Modal>
  );
}
