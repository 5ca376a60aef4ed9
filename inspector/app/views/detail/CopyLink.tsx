import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { Icon } from '../../icons.tsx';
import { hashOf } from '../../state/link.ts';

interface CopyLinkProps {
  /** Of the execution or the actor. */
  readonly id: string;
  readonly seq: number;
}

/** Puts the address of a step on the clipboard; where that is not allowed, shows it to be copied by hand. */
export function CopyLink({ id, seq }: CopyLinkProps): JSX.Element {
  const [state, setState] = useState<'ready' | 'copied' | 'refused'>('ready');
  useEffect(() => setState('ready'), [id, seq]);
  const link = `${location.href.split('#')[0]}${hashOf({ id, seq })}`;
  const copy = () => {
    navigator.clipboard.writeText(link).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  };
  if (state === 'refused') {
    return (
      <input aria-label="Link to this step" readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
    );
  }
  return (
    <button type="button" onClick={copy} aria-live="polite">
      <Icon name={state === 'copied' ? 'check' : 'link'} /> {state === 'copied' ? 'Copied' : 'Copy link'}
    </button>
  );
}
