import type { TransitionRecord } from '../../../../src/machines/executionTypes.ts';
import { recordedOccurrence } from '../../../../src/machines/occurrence.ts';
import type { CallReport, Limits } from '../../../../src/machines/types.ts';

/** The usage of calls. Sums leave out calls that did not report. */
export interface Sum {
  readonly calls: number;
  /** US dollars, of the calls whose cost is known. */
  readonly costUsd: number;
  /** Calls whose cost is not known. */
  readonly unpricedCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens: number;
  /** Calls that reported no tokens. */
  readonly unreportedCalls: number;
  /** Milliseconds in calls, of those that say how long they took. */
  readonly durationMs: number;
}

export interface TierSum extends Sum {
  readonly tierLevel: number;
  readonly agentIds: readonly string[];
}

export interface Totals {
  readonly tiers: readonly TierSum[];
  readonly all: Sum;
}

export function totalsOf(records: readonly TransitionRecord[]): Totals {
  const calls = records.flatMap((record) => {
    const report = reportIn(record);
    return report === undefined ? [] : [{ ...record, report }];
  });
  const tiers = [...Map.groupBy(calls, ({ tierLevel }) => tierLevel)]
    .toSorted(([a], [b]) => a - b)
    .map(([tierLevel, own]) => ({
      tierLevel,
      agentIds: [...new Set(own.map(({ agentId }) => agentId))],
      ...sumOf(own.map(({ report }) => report)),
    }));
  return { tiers, all: sumOf(calls.map(({ report }) => report)) };
}

function reportIn({ event }: TransitionRecord): CallReport | undefined {
  const occurrence = recordedOccurrence(event);
  return occurrence !== undefined && 'report' in occurrence ? occurrence.report : undefined;
}

function sumOf(reports: readonly CallReport[]): Sum {
  const add = (amount: (report: CallReport) => number | undefined) =>
    reports.reduce((sum, report) => sum + (amount(report) ?? 0), 0);
  return {
    calls: reports.length,
    costUsd: add(({ costUsd }) => costUsd ?? 0),
    unpricedCalls: reports.filter(({ costUsd }) => costUsd == null).length,
    inputTokens: add(({ usage }) => usage?.inputTokens),
    outputTokens: add(({ usage }) => usage?.outputTokens),
    cachedInputTokens: add(({ usage }) => usage?.cachedInputTokens),
    unreportedCalls: reports.filter(({ usage }) => usage === undefined).length,
    durationMs: add(({ durationMs }) => durationMs),
  };
}

/** How much of a limit is used. */
export interface BudgetUse {
  readonly limit: 'costUsd' | 'tokens' | 'deadline';
  /** 0..1 and beyond; `undefined`: it cannot be told, because not every call reported. */
  readonly used: number | undefined;
  readonly spent: number;
  readonly allowed: number;
}

/** `now` is milliseconds since the epoch: the time of the last record, or the present for one that still runs. */
export function budgetOf(
  { costUsd, tokens, deadline }: Limits,
  { all }: Totals,
  startedAt: number,
  now: number,
): readonly BudgetUse[] {
  const uses: BudgetUse[] = [];
  const add = (limit: BudgetUse['limit'], spent: number, allowed: number, isKnown: boolean) => {
    const part = allowed > 0 ? spent / allowed : spent > 0 ? 1 : 0;
    uses.push({ limit, spent, allowed, used: isKnown ? part : undefined });
  };
  if (costUsd !== undefined) add('costUsd', all.costUsd, costUsd, all.unpricedCalls === 0);
  if (tokens !== undefined) {
    add('tokens', all.inputTokens + all.outputTokens, tokens, all.unreportedCalls === 0);
  }
  const end = deadline === undefined ? Number.NaN : Date.parse(deadline);
  if (!Number.isNaN(end)) add('deadline', now - startedAt, end - startedAt, true);
  return uses;
}
