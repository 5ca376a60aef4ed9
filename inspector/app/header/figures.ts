import type { HandoffContext, TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { counted, formatCost, formatDuration } from '../format.ts';

type Spent = Pick<HandoffContext, 'usage' | 'costUsd' | 'startedAt' | 'forkedFrom' | 'now'>;

/** Returns the cost up to a step, in words. A cost that was not reported is not taken for nothing. */
export function figuresOf(spent: Spent, records: readonly TransitionRecord[]): string {
  const time = elapsedIn(spent, records);
  const nothing = spent.costUsd === null && isUnreported(spent.usage);
  const words = nothing ? ['cost and tokens unknown'] : [formatCost(spent.costUsd), tokensIn(spent.usage)];
  return [...words, ...(time > 0 ? [formatDuration(time)] : [])].join(' · ');
}

function isUnreported({ calls, unreportedCalls }: Spent['usage']): boolean {
  return calls > 0 && unreportedCalls === calls;
}

function tokensIn(usage: Spent['usage']): string {
  const { inputTokens, outputTokens, unreportedCalls } = usage;
  if (isUnreported(usage)) return 'tokens unknown';
  return `${unreportedCalls > 0 ? '≥ ' : ''}${counted(inputTokens + outputTokens, 'token')}`;
}

/** Milliseconds. What a fork took over from its parent has the parent's times: its own begin with what it did first. */
function elapsedIn({ startedAt, forkedFrom, now }: Spent, records: readonly TransitionRecord[]): number {
  if (forkedFrom === null) return Date.parse(now) - Date.parse(startedAt);
  const first = records.slice(forkedFrom.seq + 1).find(({ event }) => event.type !== 'escalate');
  return first === undefined ? 0 : Date.parse(now) - Date.parse(first.timestamp) + (first.durationMs ?? 0);
}
