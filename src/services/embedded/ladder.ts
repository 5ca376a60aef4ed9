import type { HandoffAgent } from '../agent.ts';
import type { KnowledgeBase } from '../knowledge/knowledgeBase.ts';
import { knowledgeAgent } from '../knowledge/knowledgeAgent.ts';
import { loadKnowledge } from '../knowledge/loadKnowledge.ts';
import { topAgent } from './topAgent.ts';

/** The tiers of the embedded ladder: keyword search, semantic search, and a local model or a person. */
export const ladderLength = 3;

/**
 * Agents that need no key and no network: what they do not know, they decline.
 *
 * @throws KnowledgeError naming the line, where the knowledge file cannot be read or an entry is broken.
 */
export function embeddedLadder(
  source: string | KnowledgeBase,
  numTiers: number,
  vectorCache: string | undefined,
): ReadonlyMap<number, HandoffAgent> {
  const knowledge = typeof source === 'string' ? loadKnowledge(source) : source;
  const rungs = [
    knowledgeAgent({ agentId: 'keyword', knowledge, retriever: 'keyword' }),
    knowledgeAgent({ agentId: 'semantic', knowledge, retriever: 'semantic', vectorCache }),
    topAgent('local-or-human'),
  ];
  return new Map(rungs.slice(0, numTiers).map((agent, index) => [index + 1, agent]));
}
