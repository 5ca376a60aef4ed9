import type { JSX } from 'preact';

import type { ContextChange } from './contextDiff.ts';

const signs = { added: '+', removed: '−', changed: '~' } as const;
const signWords = { added: 'added', removed: 'removed', changed: 'changed' } as const;
const most = 60;

export function ChangeList({ changes }: { readonly changes: readonly ContextChange[] }): JSX.Element {
  return (
    <ul class="changes mono">
      {changes.slice(0, most).map((change) => (
        <li key={`${change.kind} ${change.path}`} class={change.kind}>
          <span aria-hidden="true">{signs[change.kind]}</span>
          <span class="visually-hidden">{signWords[change.kind]}</span>
          <span class="path">{change.path}</span>
          <span class="values">
            {change.before === undefined ? null : <del dir="auto">{change.before}</del>}
            {change.before === undefined || change.after === undefined ? null : <span class="faint"> → </span>}
            {change.after === undefined ? null : <ins dir="auto">{change.after}</ins>}
          </span>
        </li>
      ))}
      {changes.length === 0 ? <li>Nothing but the time.</li> : null}
      {changes.length > most ? <li>… and {changes.length - most} more</li> : null}
    </ul>
  );
}

/** The change of a state, told by its name; none where it stays. */
export function stateChange(before: string | null, after: string): readonly ContextChange[] {
  if (before === after) return [];
  if (before === null) return [{ path: 'state', kind: 'added', after }];
  return [{ path: 'state', kind: 'changed', before, after }];
}
