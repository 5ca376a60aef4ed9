import { z } from 'zod';

import { isObject } from '../machines/checks.ts';
import { maxTierCount } from '../machines/policy.ts';
import type { PolicyOptions } from '../machines/types.ts';
import type { Redact } from '../memory/chain/applyRedaction.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import type { HandoffAgent } from '../services/agent.ts';
import type { KnowledgeBase } from '../services/knowledge/knowledgeBase.ts';
import type { ChatClient } from '../services/openai/chat.ts';
import type { PriceTable } from '../services/pricing.ts';
import { longestMs } from '../services/longestMs.ts';
import { parseOptions, withoutUndefined } from '../services/parseOptions.ts';
import { providers, type ModelOptions, type Provider } from './environment.ts';

/** Options of `createHandoffPattern`. All are optional; unknown ones are refused. */
export interface HandoffOptions extends ModelOptions {
  /** Level 2: how many tiers, 1..64. Default 3. */
  readonly numTiers?: number;
  /** Level 3: a tier's own settings by its level; the highest key is the number of tiers. */
  readonly tierConfigs?: { readonly [level: number]: ModelOptions };
  /** Level 4: complete agents by their level; gaps are allowed, and `{}` is filled by `addTier`. Excludes all options about models. */
  readonly tiers?: { readonly [level: number]: HandoffAgent };
  /** Default: `HANDOFF_PROVIDER`, else `openai` where a key or a server is configured, else `embedded`. */
  readonly provider?: Provider;
  /** Question and answer entries for the embedded ladder: a Markdown, JSON or CSV file. Excludes options about models. */
  readonly knowledge?: string | KnowledgeBase;
  /** A file that keeps the vectors of your entries between processes. Default: none, they are made anew. */
  readonly vectorCache?: string;
  /** Default: `inMemory()`. */
  readonly sharedMemory?: SharedMemory;
  /** Makes of each record what is stored of it; called with a copy. It may change texts and nothing else. */
  readonly redact?: Redact;
  readonly policy?: PolicyOptions;
  /** Milliseconds any agent's call may take; waits for a person do not count. At most a hundred years. Default: no limit of this kind. */
  readonly timeoutMs?: number;
  /** US dollars per model. Default: none, and costs are reported as unknown. */
  readonly pricing?: PriceTable;
  /** A client of the OpenAI SDK of your own making. */
  readonly client?: ChatClient;
  /** Who answers where `policy.atCap` is `human`. Default: `humanAgent()`. */
  readonly human?: HandoffAgent;
}

const finite = (least: number, most: number) => z.number().min(least).max(most);

const ModelOptionsSchema = z.strictObject({
  model: z.string().min(1).exactOptional(),
  temperature: finite(0, 2).exactOptional(),
  maxTokens: z.int().min(1).exactOptional(),
  reasoningEffort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).exactOptional(),
  baseURL: z.url().exactOptional(),
  instructions: z.string().exactOptional(),
});

const levelKey = z.string().regex(/^[1-9]\d*$/, 'tier levels are positive integers, such as 1');
const agent = z.custom<HandoffAgent>(isAgent, 'expected an agent with agentId, evaluateTask and executeTask');

const HandoffOptionsSchema: z.ZodType<HandoffOptions> = ModelOptionsSchema.extend({
  numTiers: z.int().min(1).max(maxTierCount).exactOptional(),
  tierConfigs: z
    .record(levelKey, z.preprocess(withoutUndefined, ModelOptionsSchema))
    .refine(hasKeys, 'expected at least one tier')
    .exactOptional(),
  tiers: z.record(levelKey, agent).exactOptional(),
  provider: z.enum(providers).exactOptional(),
  knowledge: z.union([z.string().min(1), z.custom<KnowledgeBase>(isObject)]).exactOptional(),
  vectorCache: z.string().min(1).exactOptional(),
  sharedMemory: z
    .custom<SharedMemory>(
      (value) => hasMethods(value, ['append', 'read', 'list', 'rewrite', 'delete', 'close']),
      'expected a SharedMemory, such as inMemory()',
    )
    .exactOptional(),
  policy: z.custom<PolicyOptions>(isObject, 'expected an object').exactOptional(),
  pricing: z.custom<PriceTable>(isObject, 'expected an object of prices by model').exactOptional(),
  client: z.custom<ChatClient>(isObject, 'expected a client of the openai package').exactOptional(),
  human: agent.exactOptional(),
  timeoutMs: z.number().positive().max(longestMs).exactOptional(),
  redact: z.custom<Redact>((value) => typeof value === 'function', 'expected a function').exactOptional(),
});

/** @throws ConfigurationError naming the first mistake. */
export function parseHandoffOptions(options: unknown): HandoffOptions {
  return parseOptions('createHandoffPattern', HandoffOptionsSchema, options);
}

export function isAgent(value: unknown): value is HandoffAgent {
  return (
    hasMethods(value, ['evaluateTask', 'executeTask']) &&
    'agentId' in value &&
    typeof value.agentId === 'string' &&
    value.agentId !== ''
  );
}

function hasMethods(value: unknown, names: readonly string[]): value is object {
  return isObject(value) && names.every((name) => typeof value[name] === 'function');
}

function hasKeys(value: object): boolean {
  return Object.keys(value).length > 0;
}
