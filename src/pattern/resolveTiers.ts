import { embeddedLadder, ladderLength } from '../services/embedded/ladder.ts';
import { ConfigurationError } from '../machines/errors.ts';
import { maxTierCount } from '../machines/policy.ts';
import type { HandoffAgent } from '../services/agent.ts';
import { announceUnavailable } from './notice.ts';
import { defaultModelFor } from '../services/openai/models.ts';
import { openaiAgent } from '../services/openai/openaiAgent.ts';
import { withoutUndefined } from '../options/checkedOptions.ts';
import type { Environment, Provider } from './environment.ts';
import type { HandoffOptions } from './handoffOptions.ts';

export interface ResolvedTiers {
  readonly agents: ReadonlyMap<number, HandoffAgent>;
  /** True for the embedded ladder. */
  readonly isEmbedded: boolean;
  /** True where the caller chose no tiers, and the embedded ladder answers from the sample base. */
  readonly usesSample: boolean;
}

const modelOptions = [
  'model',
  'temperature',
  'maxTokens',
  'reasoningEffort',
  'baseURL',
  'apiKey',
  'instructions',
  'responseFormat',
  'extraBody',
  'client',
  'pricing',
  'tierConfigs',
] as const;

/** Agents for checked options: one's own, or a model per tier, or the embedded ladder. */
export function resolveTiers(options: HandoffOptions, environment: Environment): ResolvedTiers {
  if (options.tiers !== undefined)
    return { agents: ownAgents(options, options.tiers), isEmbedded: false, usesSample: false };
  const { provider, isDefault: usesSample = false } = chooseProvider(options, environment);
  if (provider === 'openai') return { agents: modelAgents(options, environment), isEmbedded: false, usesSample: false };
  return { agents: ladder(options), isEmbedded: true, usesSample };
}

function ownAgents(
  options: HandoffOptions,
  tiers: { readonly [level: number]: HandoffAgent },
): ReadonlyMap<number, HandoffAgent> {
  const extra = [...modelOptions, 'numTiers', 'provider', 'knowledge', 'vectorCache'] as const;
  const conflict = extra.find((key) => options[key] !== undefined);
  if (conflict !== undefined) {
    const message = `createHandoffPattern: '${conflict}' has no effect beside 'tiers', whose agents are complete. Remove one of them.`;
    throw new ConfigurationError(conflict, message);
  }
  return new Map(Object.entries(tiers).map(([level, agent]) => [Number(level), agent]));
}

interface ChosenProvider {
  readonly provider: Provider;
  readonly because: string;
  /** The caller chose no tiers, so that the embedded ladder answers from the sample base. */
  readonly isDefault?: true;
}

/** Where tiers without agents of their own come from, and what decided it. @throws ConfigurationError */
export function chooseProvider(options: HandoffOptions, environment: Environment): ChosenProvider {
  const aboutModels = modelOptions.find((key) => options[key] !== undefined);
  const embedded =
    options.provider === 'embedded' ? 'provider' : options.knowledge !== undefined ? 'knowledge' : undefined;
  if (embedded !== undefined && (aboutModels !== undefined || options.provider === 'openai')) {
    const conflict = aboutModels ?? 'provider';
    const message = `createHandoffPattern: '${embedded}' asks for the embedded ladder and '${conflict}' for a model. Remove one of them.`;
    throw new ConfigurationError(conflict, message);
  }
  if (embedded !== undefined) return { provider: 'embedded', because: `the option '${embedded}' asks for it` };
  if (options.provider !== undefined) return { provider: options.provider, because: `the option 'provider' says so` };
  if (aboutModels !== undefined) return { provider: 'openai', because: `the option '${aboutModels}' asks for a model` };
  if (environment.provider !== undefined)
    return { provider: environment.provider, because: 'HANDOFF_PROVIDER says so' };
  if (environment.reachesOpenai) return { provider: 'openai', because: 'OPENAI_API_KEY or OPENAI_BASE_URL is set' };
  if (environment.models.model !== undefined) return { provider: 'openai', because: 'HANDOFF_MODEL is set' };
  return { provider: 'embedded', because: 'neither OPENAI_API_KEY nor OPENAI_BASE_URL is set', isDefault: true };
}

function ladder({
  numTiers = ladderLength,
  knowledge,
  vectorCache,
}: HandoffOptions): ReadonlyMap<number, HandoffAgent> {
  if (numTiers > ladderLength) {
    const message =
      `createHandoffPattern: numTiers is ${numTiers}, and the embedded ladder has ${ladderLength} tiers. ` +
      'Set OPENAI_API_KEY to have a model per tier, pass agents as tiers, or lower numTiers.';
    throw new ConfigurationError('numTiers', message);
  }
  return embeddedLadder({ source: knowledge, numTiers, vectorCache, onUnavailable: announceUnavailable });
}

function modelAgents(options: HandoffOptions, environment: Environment): ReadonlyMap<number, HandoffAgent> {
  const {
    numTiers,
    tierConfigs = {},
    tiers,
    provider,
    knowledge,
    sharedMemory,
    policy,
    human,
    callTimeoutMs,
    vectorCache,
    redact,
    ...models
  } = options;
  const count = tierCount(numTiers, Math.max(0, ...Object.keys(tierConfigs).map(Number)));
  const levels = Array.from({ length: count }, (_, index) => index + 1);
  return new Map(
    levels.map((level, index) => [
      level,
      openaiAgent({
        agentId: `tier-${level}`,
        model: defaultModelFor(index, count),
        ...environment.models,
        ...models,
        ...withoutUndefined(tierConfigs[level] ?? {}),
      }),
    ]),
  );
}

function tierCount(numTiers: number | undefined, highest: number): number {
  if (highest > maxTierCount) {
    throw new ConfigurationError(
      `tierConfigs.${highest}`,
      `createHandoffPattern: tier ${highest} is too high: at most ${maxTierCount}.`,
    );
  }
  if (numTiers !== undefined && numTiers < highest) {
    const message = `createHandoffPattern: numTiers is ${numTiers}, and tierConfigs goes up to tier ${highest}. Raise numTiers or leave it out.`;
    throw new ConfigurationError('numTiers', message);
  }
  return numTiers ?? (highest > 0 ? highest : 3);
}
