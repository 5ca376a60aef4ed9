import type { HandoffContext } from './executionTypes.ts';
import type { CallReport, LimitName, UsageTotals } from './types.ts';
import { machineVersion } from './version.ts';

export type Account = Pick<HandoffContext, 'usage' | 'costUsd'>;

/** The sums after one more call. A cost that is not known makes the whole not known. */
export function accounted({ usage: totals, costUsd: total }: Account, { usage, costUsd }: CallReport): Account {
  const next: UsageTotals = {
    inputTokens: totals.inputTokens + (usage?.inputTokens ?? 0),
    outputTokens: totals.outputTokens + (usage?.outputTokens ?? 0),
    calls: totals.calls + 1,
    unreportedCalls: totals.unreportedCalls + (usage === undefined ? 1 : 0),
  };
  return { usage: next, costUsd: total === null || costUsd == null ? null : total + costUsd };
}

/** The limit that forbids another call. What is free may go on under a budget of 0. Usage that is not known counts as too much. */
export function limitReached(
  { limits }: Pick<HandoffContext, 'limits'>,
  { usage, costUsd }: Account,
  now: string,
  version: number = machineVersion,
): LimitName | null {
  const { deadline, tokens: mostTokens, costUsd: mostUsd } = limits;
  if (deadline !== undefined && now >= deadline) return 'timeMs';
  if (mostTokens !== undefined) {
    if (usage.inputTokens + usage.outputTokens >= mostTokens) return 'tokens';
    if (usage.unreportedCalls > 0 && version >= 2) return 'tokens';
  }
  if (mostUsd === undefined) return null;
  return costUsd === null || (costUsd >= mostUsd && costUsd > 0) ? 'costUsd' : null;
}
