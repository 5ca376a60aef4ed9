import type { JSX } from 'preact';

import { formatCost, formatCount, formatDuration } from '../../format.ts';
import type { BudgetUse } from './totalsOf.ts';

const names = { costUsd: 'cost', tokens: 'tokens', deadline: 'time' } as const;
const unknown = {
  costUsd: 'the cost of a call is not known, which counts as too much',
  tokens: 'not every call reported its tokens',
  deadline: '',
} as const;

/** Shows the rest of the limits of an execution. */
export function Budget({ uses }: { readonly uses: readonly BudgetUse[] }): JSX.Element {
  if (uses.length === 0) {
    return <p class="soft">No limits: give an execution limits (timeMs, tokens, costUsd) to have a budget.</p>;
  }
  return (
    <section class="budget" aria-label="Budget">
      <h3>Budget</h3>
      {uses.map((use) => (
        <div class="meter" key={use.limit}>
          <span class="soft">{names[use.limit]}</span>
          <span class={`track${(use.used ?? 0) >= 1 ? ' over' : ''}`}>
            <i class="fill" style={{ width: `${Math.min(1, use.used ?? 0) * 100}%` }} />
          </span>
          <span class="numbers">{leftWords(use)}</span>
        </div>
      ))}
    </section>
  );
}

function leftWords({ limit, used, spent, allowed }: BudgetUse): string {
  const amount = (value: number) =>
    limit === 'costUsd' ? formatCost(value) : limit === 'tokens' ? formatCount(value) : formatDuration(value);
  const sum = `${amount(spent)} of ${amount(allowed)}`;
  if (used === undefined) return `at least ${sum}; ${unknown[limit]}`;
  return used >= 1 ? `${sum}: nothing left` : `${sum}, ${amount(allowed - spent)} left`;
}
