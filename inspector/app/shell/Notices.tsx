import type { JSX } from 'preact';

import { Icon } from '../icons.tsx';
import type { Store } from '../state/store.ts';

export function Notices({ store }: { readonly store: Store }): JSX.Element | undefined {
  const { notices } = store.state.value;
  const last = notices.at(-1);
  if (last === undefined) return undefined;
  return (
    <div class={`notice ${last.level}`} role={last.level === 'error' ? 'alert' : 'status'}>
      {last.level === 'error' && <Icon name="failed" />}
      <span dir="auto">{last.message}</span>
      {notices.length > 1 && <span class="faint">and {notices.length - 1} before</span>}
      <span class="grow" />
      <button type="button" class="icon" aria-label="Dismiss" onClick={() => store.dismiss()}>
        <Icon name="close" />
      </button>
    </div>
  );
}
