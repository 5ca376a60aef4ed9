import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';

import type { TierDefinition } from '../../../src/machines/types.ts';
import type { Breakpoint, Stepping } from '../../protocol.ts';
import { Icon } from '../icons.tsx';
import { Modal } from '../shell/Modal.tsx';
import { breakpointWords, emptyBreakpoint, readBreakpoint } from './breakpointForm.ts';
import { Problem, SelectField, TextField } from '../ui/Field.tsx';
import { useForm } from '../ui/useForm.ts';
import './stepping.css';

export interface BreakpointsDialogProps {
  readonly stepping: Stepping;
  /** The tiers that can be chosen. */
  readonly tiers: readonly TierDefinition[];
  /** May reject with what people should know. */
  readonly onChange: (stepping: Stepping) => Promise<unknown> | void;
  readonly onClose: () => void;
}

const kinds = [
  { value: '', words: 'is called' },
  { value: 'evaluate', words: 'evaluates' },
  { value: 'execute', words: 'executes' },
] as const;

/** Where calls are held although nothing is paused. A change counts at once. */
export function BreakpointsDialog({ stepping, tiers, onChange, onClose }: BreakpointsDialogProps): JSX.Element {
  const { breakpoints } = stepping;
  const list = useRef<HTMLUListElement>(null);
  const change = async (next: readonly Breakpoint[]) => onChange({ ...stepping, breakpoints: next });
  const form = useForm({
    initial: emptyBreakpoint,
    read: (draft) => readBreakpoint(draft, breakpoints),
    submit: (breakpoint) => change([...breakpoints, breakpoint]),
    onDone: () => form.reset(),
  });
  const { draft, problems, set } = form;

  const remove = (breakpointId: string) => {
    form.attempt(() => change(breakpoints.filter((breakpoint) => breakpoint.breakpointId !== breakpointId)));
    list.current?.focus();
  };
  const enable = (breakpointId: string, enabled: boolean) =>
    form.attempt(() =>
      change(breakpoints.map((other) => (other.breakpointId === breakpointId ? { ...other, enabled } : other))),
    );

  return (
    <Modal title="Breakpoints" onClose={onClose}>
      <p class="soft">
        Calls are held here also while nothing is paused, in every execution. All conditions that are given must hold.
      </p>
      {breakpoints.length === 0 && <p class="no-breakpoints">None yet.</p>}
      <ul class="breakpoints" ref={list} tabIndex={-1} aria-label="Breakpoints">
        {breakpoints.map((breakpoint) => {
          const { breakpointId, enabled } = breakpoint;
          const words = breakpointWords(breakpoint);
          return (
            <li key={breakpointId}>
              <label>
                <input
                  type="checkbox"
                  checked={enabled}
                  onChange={({ currentTarget }) => enable(breakpointId, currentTarget.checked)}
                />
                <span>
                  {words}
                  {!enabled && <span class="soft"> (off)</span>}
                </span>
              </label>
              <button
                type="button"
                class="icon"
                aria-label={`Delete: ${words}`}
                title="Delete"
                onClick={() => remove(breakpointId)}
              >
                <Icon name="close" />
              </button>
            </li>
          );
        })}
      </ul>
      <form ref={form.formRef} onSubmit={form.onSubmit} noValidate aria-busy={form.busy} class="new-breakpoint">
        <h3>New breakpoint</h3>
        <div class="fields">
          <SelectField
            label="Before"
            value={draft.tierLevel}
            problem={problems.tierLevel}
            options={[
              { value: '', words: 'any tier' },
              ...tiers.map(({ level, agentId, name = agentId }) => ({
                value: String(level),
                words: `tier ${level} · ${name}`,
              })),
            ]}
            onChange={(tierLevel) => set({ tierLevel })}
          />
          <SelectField
            label="does what"
            value={draft.kind}
            options={kinds}
            onChange={(value) => set({ kind: kinds.find((kind) => kind.value === value)?.value ?? '' })}
          />
          <TextField
            label="when more was spent than ($)"
            hint="Of the execution; a cost that is not known counts as more."
            decimal
            value={draft.costAbove}
            problem={problems.costAbove}
            onChange={(costAbove) => set({ costAbove })}
          />
          <TextField
            label="and the last confidence was below"
            hint="0 to 1, of the last answer."
            decimal
            value={draft.confidenceBelow}
            problem={problems.confidenceBelow}
            onChange={(confidenceBelow) => set({ confidenceBelow })}
          />
        </div>
        <Problem problem={form.failure} />
        <div class="actions">
          <button type="submit" class="primary">
            Add breakpoint
          </button>
        </div>
      </form>
    </Modal>
  );
}
