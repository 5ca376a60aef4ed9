import type { JSX } from 'preact';

import { keyBindings, localKeys } from './keys.ts';
import { Modal } from './Modal.tsx';

export function KeysDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  return (
    <Modal title="Keys" onClose={onClose}>
      <dl class="keys">
        {[...keyBindings, ...localKeys].map(({ label, what }) => (
          <div key={label}>
            <dt>
              <kbd>{label}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
