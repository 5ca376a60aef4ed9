import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { CancelDialog, type CancelDialogProps } from './CancelDialog.tsx';

export function CancelButton({ onCancel }: Pick<CancelDialogProps, 'onCancel'>): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="danger" onClick={() => setOpen(true)}>
        Cancel execution…
      </button>
      {isOpen && <CancelDialog onCancel={onCancel} onClose={() => setOpen(false)} />}
    </>
  );
}
