import type { TierPhase } from '../../machines/stateName.ts';
import type { HandoffConfig, HandoffPolicy, LimitName } from '../../machines/types.ts';

/** What a call uses of the execution's limits. `half` twice reaches them; `unknown` reports nothing. */
export type Spend = 'nothing' | 'half' | 'all tokens' | 'all money' | 'all time' | 'unknown';

/** How a call can go wrong. Of these `timeout` and `rateLimited` are transient, and `unauthorized` ends the execution. */
export type FailureKind = 'malformed' | 'timeout' | 'rateLimited' | 'unauthorized' | 'error';

/** How the call in flight ends. */
export type CallOutcome =
  | { readonly kind: 'can' | 'cannot'; readonly requiresTier: number; readonly spend: Spend }
  /** An answer at or above the gate, and one below it. */
  | { readonly kind: 'sure' | 'unsure'; readonly spend: Spend }
  | { readonly kind: FailureKind; readonly spend: Spend };

/** A person is asked; somebody cancels; the time of the execution is over. */
export interface Interruption {
  readonly kind: 'wait' | 'cancel' | 'expire';
}

/** What can happen while a call is in flight. */
export type Outcome = CallOutcome | Interruption;

export function isInterruption(outcome: Outcome): outcome is Interruption {
  return !('spend' in outcome);
}

/** Which outcomes are explored; absent: all that make a difference under the policy and the limits. */
export interface Alphabet {
  /** What evaluations may say of the tier that the task needs. Default: every level of the ladder. */
  readonly requiredTiers?: readonly number[];
  /** Default: all; `rateLimited` only where the policy does not wait, which makes it the same as `timeout`. */
  readonly failures?: readonly FailureKind[];
  /** Default: all that the limits tell apart. */
  readonly spends?: readonly Spend[];
  /** Cancelling and running out of time in every state. Default: true. */
  readonly interruptions?: boolean;
}

/** Where a call is in flight. */
export interface CallSite {
  readonly phase: Exclude<TierPhase, 'escalating'>;
  /** A person has been asked already. */
  readonly waiting: boolean;
}

/** Every outcome of the call in flight, under a configuration and the limits that count. */
export function outcomesAt(
  { tiers, policy }: HandoffConfig,
  limits: readonly LimitName[],
  { requiredTiers = tiers.map(({ level }) => level), failures = failuresUnder(policy), ...alphabet }: Alphabet,
  { phase, waiting }: CallSite,
): readonly Outcome[] {
  const { spends = spendsUnder(limits), interruptions = true } = alphabet;
  const interrupted: readonly Outcome[] = interruptions
    ? [{ kind: 'cancel' }, ...(limits.includes('timeMs') ? [{ kind: 'expire' } as const] : [])]
    : [];
  if (phase === 'capped' && policy.atCap === 'human') return [...personsOutcomes(waiting), ...interrupted];
  const spent = (spend: Spend): readonly Outcome[] => [
    ...(phase === 'evaluating'
      ? requiredTiers.flatMap((requiresTier) =>
          (['can', 'cannot'] as const).map((kind) => ({ kind, requiresTier, spend })),
        )
      : [{ kind: 'sure' as const, spend }, ...(policy.minConfidence > 0 ? [{ kind: 'unsure' as const, spend }] : [])]),
    ...failures.map((kind) => ({ kind, spend })),
  ];
  return [...spends.flatMap(spent), ...interrupted];
}

/** An outcome in words. */
export function textOf(outcome: Outcome): string {
  const spend = 'spend' in outcome && outcome.spend !== 'nothing' ? `, spends ${spendTexts[outcome.spend]}` : '';
  const required = 'requiresTier' in outcome ? `, needs tier ${outcome.requiresTier}` : '';
  return `${kindTexts[outcome.kind]}${required}${spend}`;
}

function failuresUnder({ on }: HandoffPolicy): readonly FailureKind[] {
  return [
    'malformed',
    'timeout',
    ...(on.rateLimited === 'wait' ? [] : ['rateLimited' as const]),
    'unauthorized',
    'error',
  ];
}

const kindTexts = {
  can: 'can handle it',
  cannot: 'cannot handle it',
  sure: 'answers, sure enough',
  unsure: 'answers, below the gate',
  malformed: 'says something malformed',
  timeout: 'does not answer in time',
  rateLimited: 'is rate limited',
  unauthorized: 'has a key that is not accepted',
  error: 'fails',
  wait: 'a person is asked',
  cancel: 'the execution is cancelled',
  expire: 'the time of the execution is over',
} as const satisfies { readonly [Kind in Outcome['kind']]: string };

const spendTexts = {
  half: 'half of what is allowed',
  'all tokens': 'all tokens',
  'all money': 'all money',
  'all time': 'all time',
  unknown: 'an unknown amount',
} as const;

function personsOutcomes(waiting: boolean): readonly Outcome[] {
  const spend = 'nothing';
  return waiting
    ? [
        { kind: 'sure', spend },
        { kind: 'error', spend },
      ]
    : [{ kind: 'wait' }, { kind: 'error', spend }];
}

function spendsUnder(limits: readonly LimitName[]): readonly Spend[] {
  const tokens = limits.includes('tokens');
  const money = limits.includes('costUsd');
  return [
    'nothing',
    ...(tokens || money ? ['half' as const] : []),
    ...(tokens ? ['all tokens' as const] : []),
    ...(money ? (['all money', 'unknown'] as const) : []),
    ...(limits.includes('timeMs') ? ['all time' as const] : []),
  ];
}
