import type { HandoffAgent } from '../agent.ts';
import { checkSource } from '../knowledge/checkSource.ts';
import type { KnowledgeBase } from '../knowledge/knowledgeBase.ts';
import { ladderAgent } from './ladderAgent.ts';
import { topAgent } from './topAgent.ts';

/** The tiers of the embedded ladder: keyword search, semantic search, and a local model or a person. */
export const ladderLength = 3;

export interface LadderOptions {
  /** A base, the path of a file, or `undefined` for the sample base. */
  readonly source: string | KnowledgeBase | undefined;
  /** 1 to `ladderLength`. */
  readonly numTiers: number;
  readonly vectorCache?: string | undefined;
  /** Told, at the first task that reaches semantic search, why it cannot work on this machine. */
  readonly onUnavailable?: ((why: string) => void) | undefined;
}

/**
 * Agents that need no key and no network: what they do not know, they decline. Nothing of them is loaded before the
 * first task: neither the code of the search, nor the entries, nor a model. Semantic search (tier 2) declines, and says
 * why, where its optional packages are not installed.
 *
 * @throws KnowledgeError where there is no such file; what is in it is read at the first task.
 * @throws ConfigurationError naming the mistake in a base that is given as an object.
 */
export function embeddedLadder(options: LadderOptions): ReadonlyMap<number, HandoffAgent> {
  const { source, numTiers, vectorCache, onUnavailable } = options;
  checkSource('createHandoffPattern', source);
  let loading: Promise<KnowledgeBase> | undefined;
  const knowledge = () =>
    (loading ??= load(source).catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
  const rungs = [
    ladderAgent({ agentId: 'keyword', knowledge, settings: { retriever: 'keyword' } }),
    ladderAgent({ agentId: 'semantic', knowledge, settings: { retriever: 'semantic', vectorCache }, onUnavailable }),
    topAgent('local-or-human'),
  ];
  return new Map(rungs.slice(0, numTiers).map((agent, index) => [index + 1, agent]));
}

async function load(source: string | KnowledgeBase | undefined): Promise<KnowledgeBase> {
  if (typeof source === 'object') return source;
  const { loadKnowledge } = await import('../knowledge/loadKnowledge.ts');
  if (source !== undefined) return loadKnowledge(source);
  const { sampleKnowledge } = await import('../knowledge/sampleKnowledge.ts');
  return loadKnowledge(sampleKnowledge());
}
