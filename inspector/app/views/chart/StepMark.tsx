import type { JSX } from 'preact';

import { markText, nextStep, type Taken } from './marks.ts';
import { stepsSentence } from './sentence.ts';
import { markShape } from './strokes.ts';

interface StepMarkProps {
  readonly taken: Taken;
  readonly selected: number | undefined;
  /** The Tab key stops here. */
  readonly isStop: boolean;
  readonly onSelect: (seq: number) => void;
  readonly onFocus: () => void;
}

/** The numbers of the steps that went over an edge, to select them by. */
export function StepMark({ taken, selected, isStop, onSelect, onFocus }: StepMarkProps): JSX.Element {
  const { steps, route } = taken;
  const text = markText(taken);
  const halfWidth = Math.max(10, 6 + text.length * 3.6);
  const isSelected = steps.some(({ seq }) => seq === selected);
  const shown = steps.find(({ seq }) => seq === selected) ?? steps.at(-1) ?? steps[0];
  const select = () => onSelect(nextStep(taken, selected).seq);
  const name = stepsSentence(steps);
  return (
    <g
      class={`step-mark ${shown.tone}`}
      role="button"
      tabindex={isStop ? 0 : -1}
      aria-pressed={isSelected}
      aria-label={name}
      transform={`translate(${route.mark.x} ${route.mark.y})`}
      onClick={select}
      onFocusIn={onFocus}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        select();
      }}
    >
      <title>{name}</title>
      <path class="halo" d={markShape(shown.tone, halfWidth + 3)} />
      <path class="shape" d={markShape(shown.tone, halfWidth)} />
      <text y={4} text-anchor="middle">
        {text}
      </text>
    </g>
  );
}
