import type { JSX } from 'preact';

/** Says that the drawn path is not the whole one. */
export function LastSteps({ count }: { readonly count: number }): JSX.Element {
  return <p class="hint">The chart shows the last {count} steps of the path.</p>;
}
