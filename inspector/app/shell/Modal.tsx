import type { ComponentChildren, JSX } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

import { Icon } from '../icons.tsx';

export interface ModalProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A dialog that is open for as long as it is there. The browser keeps the focus inside, and gives it back at the end. */
export function Modal({ title, onClose, children }: ModalProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const leave = useRef(onClose);
  leave.current = onClose;

  useLayoutEffect(() => {
    const { current } = dialog;
    const closed = () => leave.current();
    current?.addEventListener('close', closed);
    current?.showModal();
    return () => {
      current?.removeEventListener('close', closed);
      current?.close();
    };
  }, []);

  return (
    <dialog ref={dialog} aria-labelledby={titleId}>
      <div class="modal-head">
        <h2 id={titleId}>{title}</h2>
        <button type="button" class="icon" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </dialog>
  );
}
