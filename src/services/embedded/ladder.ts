import type { HandoffAgent } from '../agent.ts';
import type { KnowledgeBase } from '../knowledge/knowledgeBase.ts';
import { knowledgeAgent } from '../knowledge/knowledgeAgent.ts';
import { topAgent } from './topAgent.ts';

/** The tiers of the embedded ladder: keyword search, semantic search, and a local model or a person. */
export const ladderLength = 3;

/** Agents that need no key and no network: what they do not know, they decline. */
export function embeddedLadder(knowledge: string | KnowledgeBase, numTiers: number): ReadonlyMap<number, HandoffAgent> {
  const rungs = [
    knowledgeAgent({ agentId: 'keyword', knowledge, retriever: 'keyword' }),
    knowledgeAgent({ agentId: 'semantic', knowledge, retriever: 'semantic' }),
    topAgent('local-or-human'),
  ];
  return new Map(rungs.slice(0, numTiers).map((agent, index) => [index + 1, agent]));
}
