import type { JSX } from 'preact';

interface SinceStepProps {
  /** The step that what is shown is compared with; `undefined` at the first. */
  readonly before: number | undefined;
  readonly onSelect?: ((seq: number) => void) | undefined;
}

/** The heading of what changed, with the way back to the step before. */
export function SinceStep({ before, onSelect }: SinceStepProps): JSX.Element {
  if (before === undefined) return <h3>What changed</h3>;
  if (onSelect === undefined) return <h3>What changed since step {before}</h3>;
  return (
    <h3>
      What changed since{' '}
      <button type="button" class="inline" onClick={() => onSelect(before)}>
        step {before}
      </button>
    </h3>
  );
}
