import type { ComponentChildren, JSX, TargetedInputEvent } from 'preact';
import { useId } from 'preact/hooks';

import { Icon } from '../icons.tsx';
import './field.css';

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
}

/** The attributes that tie a control to its words, for those who do not see them beside it. */
interface Described {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Lines. Default: one line that cannot be broken. */
  readonly rows?: number;
  /** JSON and the like. */
  readonly code?: boolean;
  /** A keyboard for numbers, where there is none of keys. */
  readonly decimal?: boolean;
}

export function TextField(props: TextFieldProps): JSX.Element {
  const { value, onChange, rows, code = false, decimal = false } = props;
  const onInput = ({ currentTarget }: TargetedInputEvent<HTMLInputElement | HTMLTextAreaElement>) =>
    onChange(currentTarget.value);
  return (
    <Field {...props}>
      {(described) =>
        rows === undefined ? (
          <input
            {...described}
            value={value}
            onInput={onInput}
            inputMode={decimal ? 'decimal' : 'text'}
            autocomplete="off"
          />
        ) : (
          <textarea
            {...described}
            class={code ? 'mono' : ''}
            rows={rows}
            value={value}
            onInput={onInput}
            spellcheck={!code}
          />
        )
      }
    </Field>
  );
}

export interface SelectFieldProps extends FieldProps {
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly words: string }[];
  readonly onChange: (value: string) => void;
}

export function SelectField(props: SelectFieldProps): JSX.Element {
  const { value, options, onChange } = props;
  return (
    <Field {...props}>
      {(described) => (
        <select {...described} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function Field({
  label,
  hint,
  problem,
  children,
}: FieldProps & { readonly children: (described: Described) => ComponentChildren }): JSX.Element {
  const id = useId();
  const said = [...(hint === undefined ? [] : [`${id}-hint`]), ...(problem === undefined ? [] : [`${id}-problem`])];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        'aria-describedby': said.length === 0 ? undefined : said.join(' '),
        'aria-invalid': problem !== undefined,
      })}
      {hint !== undefined && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <Problem id={`${id}-problem`} problem={problem} />
    </div>
  );
}

export function Problem({ id, problem }: { readonly id?: string; readonly problem: string | undefined }): JSX.Element {
  return (
    <p class="problem" id={id} role="alert">
      {problem !== undefined && (
        <>
          <Icon name="failed" />
          <span>{problem}</span>
        </>
      )}
    </p>
  );
}
