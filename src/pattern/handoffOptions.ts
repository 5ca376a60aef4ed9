import { isObject } from '../machines/checks.ts';
import { defaultPolicy, maxTierCount } from '../machines/policy.ts';
import { policyOptionNames } from '../machines/validPolicy.ts';
import { adviceOn } from '../options/closestName.ts';
import type { PolicyOptions } from '../machines/types.ts';
import type { Redact } from '../memory/chain/applyRedaction.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import type { HandoffAgent } from '../services/agent.ts';
import type { ApiKey } from '../services/openai/apiKeys.ts';
import type { KnowledgeBase } from '../services/knowledge/knowledgeBase.ts';
import type { AnyClient, ExtraBody } from '../services/openai/chat.ts';
import { priceTable, type PriceTable } from '../services/pricing.ts';
import { checkedOptions, optionsOf, type Shape } from '../options/checkedOptions.ts';
import { rule, ruleOf, under, unexpected, type Problem } from '../options/rule.ts';
import {
  aFunction,
  anObject,
  integer,
  milliseconds,
  nonEmptyText,
  numberFrom,
  oneOf,
  positiveInteger,
  recordOf,
  text,
} from '../options/rules.ts';
import { providers, type ModelOptions, type Provider } from './environment.ts';

/** Options of `createHandoffPattern`. All are optional; unknown ones are refused. */
export interface HandoffOptions extends ModelOptions {
  /** Level 2: how many tiers, 1..64. Default 3. */
  readonly numTiers?: number | undefined;
  /** Level 3: a tier's own settings by its level; the highest key is the number of tiers. */
  readonly tierConfigs?: { readonly [level: number]: ModelOptions } | undefined;
  /** Level 4: complete agents by their level; gaps are allowed, and `{}` is filled by `addTier`. Excludes all options about models. */
  readonly tiers?: { readonly [level: number]: HandoffAgent } | undefined;
  /** Default: `HANDOFF_PROVIDER`, else `openai` where a key or a server is configured, else `embedded`. */
  readonly provider?: Provider | undefined;
  /** Question and answer entries for the embedded ladder: a Markdown, JSON or CSV file. Excludes options about models. */
  readonly knowledge?: string | KnowledgeBase | undefined;
  /** A file that keeps the vectors of your entries between processes. Default: none, they are made anew. */
  readonly vectorCache?: string | undefined;
  /** Default: `inMemory()`. */
  readonly sharedMemory?: SharedMemory | undefined;
  /** Makes of each record what is stored of it; called with a copy. It may change texts and nothing else. */
  readonly redact?: Redact | undefined;
  readonly policy?: PolicyOptions | undefined;
  /** Milliseconds any agent's call may take; waits for a person do not count. At most a hundred years. Default: no limit of this kind. */
  readonly callTimeoutMs?: number | undefined;
  /**
   * UTF-16 units that each text of an agent's answer or error may have, at least 1,000: reasoning, result, message, each
   * coercion, and the metadata as JSON. A longer one is cut between two characters, and the record says so. Default 262,144.
   */
  readonly maxTextLength?: number | undefined;
  /**
   * How this process is shown where it holds an execution, to the people who find out that another one does. Default:
   * its host and its number there.
   */
  readonly owner?: string | undefined;
  /**
   * Milliseconds that this process holds an execution for without renewing its lease, 1,000..3,600,000: the time after
   * which another one may go on where this one died. It is renewed three times as often. Default 30,000.
   */
  readonly leaseMs?: number | undefined;
  /** US dollars per model. Default: none, and costs are reported as unknown. */
  readonly pricing?: PriceTable | undefined;
  /** A client of the OpenAI SDK of your own making. */
  readonly client?: AnyClient | undefined;
  /** The agent that answers where `policy.atCap` is `human`. Default: `humanAgent()`. */
  readonly human?: HandoffAgent | undefined;
}

const modelOptions: Shape<ModelOptions> = {
  model: nonEmptyText,
  temperature: numberFrom(0, 2),
  maxTokens: positiveInteger,
  reasoningEffort: oneOf(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']),
  baseURL: rule('an http or https URL, such as http://localhost:11434/v1', isWebURL),
  apiKey: rule('a key, or a function that gives one', isApiKey),
  instructions: text,
  responseFormat: oneOf(['auto', 'json_schema', 'json_object', 'none']),
  extraBody: anObject<ExtraBody>('an object of plain JSON'),
};

function isApiKey(value: unknown): value is ApiKey {
  return typeof value === 'function' || (typeof value === 'string' && value !== '');
}

const level = { expected: 'a positive integer, the level of a tier,', pattern: /^[1-9]\d*$/ };
const agent = ruleOf<HandoffAgent>(problemInAgent);

/** Options that stand in the policy. */
const ofPolicy = Object.fromEntries(
  Object.keys(defaultPolicy).map((key) => [key, key === 'tiers' ? "'tiers'" : `'policy.${key}'`]),
);

/** Options of a single execution. */
const ofExecutions = Object.fromEntries(
  ['limits', 'maxTier', 'context', 'executionId', 'abortSignal', 'onEvent', 'returnOnWait', 'maxCostUsd'].map((key) => [
    key,
    `'${key === 'maxCostUsd' ? 'limits.costUsd' : key}' of executeWithHandoff`,
  ]),
);

const handoffOptions = optionsOf<HandoffOptions>(
  {
    ...modelOptions,
    numTiers: integer(1, maxTierCount),
    tierConfigs: recordOf(
      'settings by tier level, such as { 1: { model } }',
      level,
      optionsOf<ModelOptions>(modelOptions),
      1,
    ),
    tiers: recordOf('agents by tier level, such as { 1: agent }', level, agent),
    provider: oneOf(providers),
    knowledge: rule('the path of a file, or a base: { name, entries }', isKnowledge),
    vectorCache: nonEmptyText,
    sharedMemory: anObject<SharedMemory>('a SharedMemory, such as inMemory()', [
      'append',
      'read',
      'find',
      'list',
      'rewrite',
      'delete',
      'acquire',
      'renew',
      'release',
      'now',
      'close',
    ]),
    policy: ruleOf<PolicyOptions>(problemInPolicy),
    pricing: priceTable,
    client: anObject<AnyClient>('a client of the openai package'),
    human: agent,
    callTimeoutMs: milliseconds,
    maxTextLength: integer(1_000),
    owner: nonEmptyText,
    leaseMs: integer(1_000, 3_600_000),
    redact: aFunction<Redact>(),
  },
  {
    timeoutMs: "'callTimeoutMs'",
    requestTimeoutMs: "'callTimeoutMs', or openaiAgent's own 'requestTimeoutMs'",
    ...ofPolicy,
    ...ofExecutions,
  },
);

/** @throws ConfigurationError naming the first mistake. */
export function parseHandoffOptions(options: unknown): HandoffOptions {
  return checkedOptions('createHandoffPattern', handoffOptions, options);
}

export function isAgent(value: unknown): value is HandoffAgent {
  return agent.allows(value);
}

function problemInAgent(value: unknown): Problem | undefined {
  const { message, ...problem } = unexpected('an agent with agentId, evaluateTask and executeTask', value);
  if (!isObject(value)) return { ...problem, message };
  const missing =
    typeof value['agentId'] === 'string' && value['agentId'] !== ''
      ? ['evaluateTask', 'executeTask'].find((name) => typeof value[name] !== 'function')
      : 'agentId';
  return missing === undefined ? undefined : { ...problem, message: `${message} without ${missing}` };
}

/** Names that are near; what stands there is checked by the machine. */
function problemInPolicy(value: unknown): Problem | undefined {
  if (!isObject(value) || Array.isArray(value)) return unexpected('an object of rules', value);
  const { on, tiers } = value;
  const ofTiers = isObject(tiers) ? Object.entries(tiers) : [];
  return (
    strangerIn(value, policyOptionNames.policy) ??
    within('on', strangerIn(on, policyOptionNames.on)) ??
    ofTiers
      .map(([level, own]) => {
        const found =
          strangerIn(own, policyOptionNames.tier) ?? within('on', strangerIn(Object(own)['on'], policyOptionNames.on));
        return within('tiers', within(level, found));
      })
      .find((problem) => problem !== undefined)
  );
}

function strangerIn(value: unknown, known: readonly string[]): Problem | undefined {
  const stranger = isObject(value) ? Object.keys(value).find((key) => !known.includes(key)) : undefined;
  return stranger === undefined ? undefined : { path: [stranger], kind: 'unknown', message: adviceOn(stranger, known) };
}

function within(key: string, problem: Problem | undefined): Problem | undefined {
  return problem && under(key, problem);
}

function isKnowledge(value: unknown): value is string | KnowledgeBase {
  return typeof value === 'string' ? value.trim() !== '' : isObject(value);
}

function isWebURL(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol);
}
