import type { JSX } from 'preact';

import type { FoldStep } from '../../../src/machines/fold.ts';
import { contextDiff, type ContextChange } from './contextDiff.ts';

interface ChangesProps {
  readonly step: FoldStep;
  readonly previous: FoldStep | undefined;
}

const signs = { added: '+', removed: '−', changed: '~' } as const;
const signWords = { added: 'added', removed: 'removed', changed: 'changed' } as const;
const most = 60;

/** The machine's state and context, before and after the step. */
export function Changes({ step, previous }: ChangesProps): JSX.Element {
  const { record, snapshot } = step;
  const context = contextDiff(previous?.snapshot.context ?? {}, snapshot.context, ['seq', 'now', 'executionId']);
  const state: readonly ContextChange[] =
    record.from === record.to
      ? []
      : [
          {
            path: 'state',
            kind: record.from === null ? 'added' : 'changed',
            ...(record.from !== null && { before: record.from }),
            after: record.to,
          },
        ];
  const changes = [...state, ...context];
  return (
    <ul class="changes mono">
      {changes.slice(0, most).map((change) => (
        <li key={change.path} class={change.kind}>
          <span aria-hidden="true">{signs[change.kind]}</span>
          <span class="visually-hidden">{signWords[change.kind]}</span>
          <span class="path">{change.path}</span>
          <span class="values">
            {change.before === undefined ? null : <del>{change.before}</del>}
            {change.before === undefined || change.after === undefined ? null : <span class="faint"> → </span>}
            {change.after === undefined ? null : <ins>{change.after}</ins>}
          </span>
        </li>
      ))}
      {changes.length === 0 ? <li>Nothing but the time.</li> : null}
      {changes.length > most ? <li>… and {changes.length - most} more</li> : null}
    </ul>
  );
}
