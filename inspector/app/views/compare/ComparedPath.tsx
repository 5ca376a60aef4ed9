import type { JSX } from 'preact';

import type { TransitionRecord } from '../../../../src/machines/executionTypes.ts';
import { Icon } from '../../icons.tsx';
import { toneIcons } from '../../toneIcons.ts';
import { originOf, wordsOf } from '../../../../src/words/recordWords.ts';
import type { Comparison, Figures } from './comparison.ts';

/** Two paths side by side, from the first step; what both have in common is told once. */
export function ComparedPath({ comparison }: { readonly comparison: Comparison }): JSX.Element {
  const { shared, parted, differs, parent, fork } = comparison;
  return (
    <ol class="compared-path">
      {shared.map((record) => (
        <li key={record.seq} class="shared">
          <span class="seq numbers">{record.seq}</span>
          <PathStep of="Both" record={record} />
        </li>
      ))}
      {parted.map((step, index) => (
        <li key={step.seq} class={differs && index === 0 ? 'parts' : ''}>
          {differs && index === 0 && (
            <span class="first-difference">
              <Icon name="fork" /> First difference
            </span>
          )}
          <span class="seq numbers">{step.seq}</span>
          <PathStep of="Parent" record={step.parent} figures={parent} />
          <PathStep of="Fork" record={step.fork} figures={fork} />
        </li>
      ))}
      {parted.length === 0 && <li class="soft alike">Both took the same path.</li>}
    </ol>
  );
}

interface PathStepProps {
  readonly of: 'Both' | 'Parent' | 'Fork';
  readonly record: TransitionRecord | undefined;
  readonly figures?: Figures;
}

function PathStep({ of, record, figures }: PathStepProps): JSX.Element {
  if (record === undefined) {
    const open = figures?.status === 'running' || figures?.status === 'waiting';
    return (
      <span class="step none">
        <span class="whose">{of}</span>
        {open ? 'not there yet' : 'it was over'}
      </span>
    );
  }
  const { title, tone, pill, detail } = wordsOf(record);
  const icon = toneIcons[tone];
  const origin = originOf(record);
  return (
    <span class="step">
      <span class="whose">{of}</span>
      <span>
        {'actorId' in record.event && `tier ${record.tierLevel} `}
        {title}
      </span>{' '}
      {pill !== undefined && (
        <span class={`pill ${tone}`}>
          {icon && <Icon name={icon} />}
          {pill}
        </span>
      )}{' '}
      {origin !== undefined && (
        <span class="pill">
          <Icon name={origin === 'recorded' ? 'follow' : 'hand'} />
          {origin}
        </span>
      )}
      <span class="soft detail-text" dir="auto">
        {detail}
      </span>
    </span>
  );
}
