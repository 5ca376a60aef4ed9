import { capLevelFor } from '../../machines/policy.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
import type { LimitName } from '../../machines/types.ts';
import { isFinal, parseStateName, phaseOf } from '../../machines/stateName.ts';
import type { History } from './history.ts';
import type { Invariant } from './invariant.ts';

export const neverAboveMaxTier: Invariant = {
  name: 'never-above-max-tier',
  sentence: 'No tier above maxTier is ever called, and none that is not there.',
  check: ({ config, input, records }) => {
    const cap = capLevelFor(config.tiers, input.maxTier) ?? 0;
    for (const { seq, to } of records) {
      const level = calledTier(to);
      if (level === undefined) continue;
      if (level > cap) return `Record ${seq} calls tier ${level}, and the highest allowed tier is ${cap}.`;
      if (!config.tiers.some((tier) => tier.level === level))
        return `Record ${seq} calls tier ${level}: there is none.`;
    }
  },
};

export const boundedEscalations: Invariant = {
  name: 'bounded-escalations',
  sentence: 'There are fewer escalations than tiers, and escalationCount says how many there were.',
  check: ({ config, records, end, moments }) => {
    const made = records.filter(({ event }) => event.type === 'escalate').length;
    if (made >= config.tiers.length) return `${made} escalations were made, with ${config.tiers.length} tiers.`;
    const counted = end?.escalationCount ?? moments?.at(-1)?.snapshot.context.escalationCount ?? made;
    return counted === made ? undefined : `escalationCount is ${counted}, and ${made} escalations were made.`;
  },
};

export const oneAnswer: Invariant = {
  name: 'one-answer',
  sentence: 'At most one answer is accepted, and nothing follows it.',
  check: ({ records, end }) => {
    const last = records.findIndex(({ to }) => isFinal(to));
    if (last !== -1 && last < records.length - 1) return `Record ${last + 1} follows the end at record ${last}.`;
    const accepted = records.filter(({ to }) => to === 'done').length;
    if (end !== null && (end.status === 'completed') !== (accepted === 1)) {
      return `The execution is ${end.status}, and ${accepted} answers were accepted.`;
    }
  },
};

export const cappedIfDeclinedAtCap: Invariant = {
  name: 'capped-iff-declined-at-cap',
  sentence: 'An execution is capped if and only if the evaluation at the highest allowed tier said no.',
  check: ({ config, input, records, end }) => {
    const cap = capLevelFor(config.tiers, input.maxTier);
    for (const { seq, from, to, decision } of records) {
      const declined = decision?.canHandle === false && decision.tierLevel === cap;
      const capped = phaseOf(to) === 'capped';
      if (capped && !declined && from !== to) return `Record ${seq} leads to ${to}, and nobody said no at tier ${cap}.`;
      if (decision !== undefined && decision.capped !== capped) {
        return `The decision in record ${seq} says capped: ${decision.capped}, and leads to ${to}.`;
      }
      const excused = config.policy.atCap === 'reject' || end === null || end.limitReached !== null;
      if (declined && !capped && !(isFinal(to) && excused)) {
        return `Tier ${cap}, the highest allowed, said no in record ${seq}, and that leads to ${to}.`;
      }
    }
    const wasCapped = records.some(({ to }) => phaseOf(to) === 'capped');
    if (end !== null && end.capped !== wasCapped) return `capped is ${end.capped}, and the record says ${wasCapped}.`;
  },
};

export const withinBudget: Invariant = {
  name: 'within-budget',
  sentence: 'No call begins once a limit is reached: the budget is exceeded by the call in flight at most.',
  check: ({ input, records }) => {
    let tokens = 0;
    let money: number | null = 0;
    for (const record of records) {
      const { seq, to, usage, costUsd, event } = record;
      tokens += (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0);
      const ended = 'actorId' in event;
      if (ended) money = costUsd === undefined || money === null ? null : money + costUsd;
      const limit = startsCall(record) ? reached(input, tokens, money, record.timestamp) : undefined;
      if (limit !== undefined) return `Record ${seq} leads to a call in ${to}, and ${limit} was reached before.`;
    }
  },
};

/** The level of the tier that is called in a state; `undefined`: none is. */
export function calledTier(state: string): number | undefined {
  const parsed = parseStateName(state);
  return parsed === undefined || 'final' in parsed || parsed.phase === 'escalating' ? undefined : parsed.level;
}

function startsCall({ to, event }: TransitionRecord): boolean {
  return calledTier(to) !== undefined && ('actorId' in event || event.type === 'escalate');
}

function reached(
  { limits = {} }: History['input'],
  tokens: number,
  money: number | null,
  now: string,
): LimitName | undefined {
  const { deadline, tokens: mostTokens, costUsd: mostUsd } = limits;
  if (deadline !== undefined && now >= deadline) return 'timeMs';
  if (mostTokens !== undefined && tokens >= mostTokens) return 'tokens';
  if (mostUsd === undefined) return undefined;
  return money === null || (money > 0 && money >= mostUsd) ? 'costUsd' : undefined;
}
