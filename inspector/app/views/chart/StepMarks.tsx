import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { moveBy } from '../../moveBy.ts';
import type { Taken } from './marks.ts';
import { StepMark } from './StepMark.tsx';

interface StepMarksProps {
  readonly taken: readonly Taken[];
  readonly selected: number | undefined;
  readonly onSelect: (seq: number) => void;
}

/** A path has no rows: both pairs of arrows move along it. */
const upright: Readonly<Record<string, string>> = { ArrowRight: 'ArrowDown', ArrowLeft: 'ArrowUp' };

/** The steps on a chart: one stop of the Tab key, at the selected one. Arrows move the focus from step to step. */
export function StepMarks({ taken, selected, onSelect }: StepMarksProps): JSX.Element {
  const [focused, setFocused] = useState<string>();
  const stop =
    taken.find(({ key }) => key === focused) ??
    taken.find(({ steps }) => steps.some(({ seq }) => seq === selected)) ??
    taken.at(-1);
  const onKeyDown = (event: KeyboardEvent) => {
    const { currentTarget, key, ctrlKey, metaKey, altKey } = event;
    const index = stop === undefined ? -1 : taken.indexOf(stop);
    const next = ctrlKey || metaKey || altKey ? undefined : moveBy(upright[key] ?? key, index, taken.length);
    if (next === undefined || !(currentTarget instanceof SVGElement)) return;
    event.preventDefault();
    const mark = currentTarget.children[next];
    if (mark instanceof SVGElement) mark.focus();
  };
  return (
    <g onKeyDown={onKeyDown} onFocusOut={() => setFocused(undefined)}>
      {taken.map((edge) => (
        <StepMark
          key={edge.key}
          taken={edge}
          selected={selected}
          isStop={edge === stop}
          onSelect={onSelect}
          onFocus={() => setFocused(edge.key)}
        />
      ))}
    </g>
  );
}
