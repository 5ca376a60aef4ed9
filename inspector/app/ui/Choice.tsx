import type { JSX } from 'preact';
import { useId } from 'preact/hooks';

import { Problem } from './Field.tsx';
import './field.css';

export interface ChoiceProps<Value extends string> {
  readonly legend: string;
  readonly value: Value;
  readonly options: readonly ChoiceOption<Value>[];
  readonly onChange: (value: Value) => void;
  readonly problem?: string | undefined;
  /** Side by side, for a few short words. Default false. */
  readonly inline?: boolean;
}

export interface ChoiceOption<Value extends string> {
  readonly value: Value;
  readonly words: string;
  /** Its meaning, in a sentence. */
  readonly hint?: string;
  readonly disabled?: boolean;
}

/** One of a few, all of them in sight. */
export function Choice<Value extends string>(props: ChoiceProps<Value>): JSX.Element {
  const { legend, value, options, onChange, problem, inline = false } = props;
  const id = useId();
  return (
    <fieldset class="choice" aria-describedby={problem === undefined ? undefined : `${id}-problem`}>
      <legend>{legend}</legend>
      <div class={inline ? 'options inline' : 'options'}>
        {options.map((option) => (
          <div key={option.value} class="option">
            <label>
              <input
                type="radio"
                name={id}
                checked={option.value === value}
                disabled={option.disabled}
                aria-invalid={problem !== undefined && option.value === value}
                aria-describedby={option.hint === undefined ? undefined : `${id}-${option.value}`}
                onChange={() => onChange(option.value)}
              />
              {option.words}
            </label>
            {option.hint !== undefined && (
              <p class="field-hint" id={`${id}-${option.value}`}>
                {option.hint}
              </p>
            )}
          </div>
        ))}
      </div>
      <Problem id={`${id}-problem`} problem={problem} />
    </fieldset>
  );
}
