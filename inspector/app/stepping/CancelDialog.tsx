import type { JSX } from 'preact';

import { TextField } from '../ui/Field.tsx';
import { right } from '../ui/fields.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { useForm } from '../ui/useForm.ts';

export interface CancelDialogProps {
  /** Rejects with what people should know. */
  readonly onCancel: (reason: string) => Promise<unknown>;
  readonly onClose: () => void;
}

/** The reason where the person gives no other. */
const usualReason = 'Cancelled in the inspector.';

/** Asks whether an execution is really to end, and why: the record keeps the reason. */
export function CancelDialog({ onCancel, onClose }: CancelDialogProps): JSX.Element {
  const form = useForm({
    initial: { reason: usualReason },
    read: ({ reason }) => right(reason.trim() === '' ? usualReason : reason),
    submit: onCancel,
    onDone: onClose,
  });
  return (
    <FormDialog
      title="Cancel this execution"
      intro="It ends as cancelled, and nothing goes on with it. A call that is being made is aborted. Its record stays."
      submit="Cancel the execution"
      form={form}
      onClose={onClose}
    >
      <TextField
        label="Why? The record keeps it."
        rows={2}
        value={form.draft.reason}
        problem={undefined}
        onChange={(reason) => form.set({ reason })}
      />
    </FormDialog>
  );
}
