import type { TierPhase } from '../../machines/stateName.ts';
import { defaultPolicy, policyAt } from '../../machines/policy.ts';
import type { HandoffConfig, HandoffPolicy, LimitName, RuledReason } from '../../machines/types.ts';

/** What a call uses of the execution's limits. `half` twice reaches them; `unknown` reports nothing. */
export type Spend = 'nothing' | 'half' | 'all tokens' | 'all money' | 'all time' | 'unknown';

/** How a call can go wrong: with an answer that is `malformed`, with a refusal (`error`), or for another reason. */
export type FailureKind = 'malformed' | 'error' | (typeof otherFailures)[number];

/** The reasons of failed calls that are explored by their own names. */
export const otherFailures = [
  'network',
  'timeout',
  'unavailable',
  'rateLimited',
  'quotaExceeded',
  'unauthorized',
  'notFound',
  'http',
  'truncated',
  'threw',
] as const satisfies readonly RuledReason[];

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
  /** Default: `malformed`, `timeout`, `unauthorized`, `error`, and every reason that the policy or a tier has a rule of its own for. */
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
  /** The tier that is called. */
  readonly level: number;
}

/** Every outcome of the call in flight, under a configuration and the limits that count. */
export function outcomesAt(
  { tiers, policy }: HandoffConfig,
  limits: readonly LimitName[],
  { requiredTiers = tiers.map(({ level }) => level), failures = failuresUnder(policy), ...alphabet }: Alphabet,
  { phase, waiting, level }: CallSite,
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
      : [
          { kind: 'sure' as const, spend },
          ...(policyAt(policy, level).minConfidence > 0 ? [{ kind: 'unsure' as const, spend }] : []),
        ]),
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

/** A reason without a rule of its own goes the way of `timeout`, where it is transient, or else of `error`. */
function failuresUnder({ on, tiers }: HandoffPolicy): readonly FailureKind[] {
  const rules = [on, ...Object.values(tiers).map((own) => own.on ?? {})];
  const ruled = otherFailures.filter((reason) =>
    rules.some((own) => own[reason] !== defaultPolicy.on[reason] && own[reason] !== undefined),
  );
  return [...new Set<FailureKind>(['malformed', 'timeout', 'unauthorized', ...ruled, 'error'])];
}

const kindTexts = {
  can: 'can handle it',
  cannot: 'cannot handle it',
  sure: 'answers, sure enough',
  unsure: 'answers, below the gate',
  malformed: 'says something malformed',
  network: 'cannot be reached',
  timeout: 'does not answer in time',
  unavailable: 'is busy or broken',
  rateLimited: 'is rate limited',
  quotaExceeded: 'has no quota left',
  unauthorized: 'has a key that is not accepted',
  notFound: 'has no such model',
  http: 'answers with an error',
  truncated: 'is cut off',
  threw: 'throws',
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
    ...(money ? ['all money' as const] : []),
    ...(tokens || money ? ['unknown' as const] : []),
    ...(limits.includes('timeMs') ? ['all time' as const] : []),
  ];
}
